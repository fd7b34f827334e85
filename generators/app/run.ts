import type { Answers, RunOptions } from '../questions.ts';
import type { ModelSpec } from '../spec.ts';
import type { Sample } from '../tree/sample.ts';
import type { Written } from '../write/index.ts';

/** A source and what inspection made of it. */
export interface Understood {
  spec: ModelSpec;
  /** The table on this machine. */
  path: string;
  sample: Sample | null;
  /** How long reading took. */
  seconds: number;
}

/** One creation, from what was given to what was written. The generator fills it on the way. */
export interface CreateRun {
  given: Partial<Answers>;
  options: Partial<RunOptions>;
  understood?: Understood;
  answers?: Answers;
  planned?: string[];
  /** Missing when it was a dry run, or when the person said no to the last question. */
  written?: Written & { seconds: number };
}
