/** What every builder of one of the product's files is given. */
import type { Answers } from '../questions.ts';
import type { ModelSpec } from '../spec.ts';
import type { Templates } from '../templates.ts';

/** The answers that the files depend on. */
export type ProductAnswers = Pick<
  Answers,
  'name' | 'title' | 'description' | 'author' | 'license' | 'sample' | 'deploy'
>;

/** Where this product comes from; kept in it, so that it can be written again and upgraded. */
export interface Origin {
  /** The generator's version, which is the templates' version too. */
  version: string;
  /** The exact command that writes the product again. */
  command: string;
  /** Every answer, as `--answers` takes them. */
  answers: Record<string, unknown>;
  /** Where the files of `spec.source.files` lie on this machine, in the same order. */
  data: string[];
  /** Files of the product that were made from what lies beside the source: path → text. */
  made?: Record<string, string>;
}

/** What every builder of a file is given. */
export interface Product {
  spec: ModelSpec;
  answers: ProductAnswers;
  origin: Origin;
  templates: Templates;
}
