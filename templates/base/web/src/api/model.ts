import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { answer } from './problem.ts';
import type { Steps } from './steps.ts';

/** What training saw of one field. Dates are ISO text. */
export interface Observed {
  type?: string;
  min?: number | string | null;
  max?: number | string | null;
  /** The values of a category, the most frequent first. */
  values?: { value: unknown; share: number }[];
}

export interface Metric {
  name: string;
  label: string;
  value: number;
  low?: number | null;
  high?: number | null;
  higher_is_better?: boolean;
}

/** One comparison of the parity gate: the same rows through two paths. */
export interface ParityCheck {
  name: string;
  rows: number;
  max_difference: number | null;
  label_flips: number | null;
}

export interface Slice {
  field: string;
  label: string;
  rows: number;
  value: number;
  low?: number | null;
  high?: number | null;
}

export interface Learning {
  metric: string;
  higher_is_better: boolean;
  points: { rows: number; score: number; sd: number | null }[];
  words: string;
}

/** A model that was brought as a file: what the file says of itself. */
export interface BroughtFile {
  file?: string;
  sha256?: string;
  bytes?: number;
  opset?: unknown;
  ir_version?: number | null;
  producer?: string | null;
  parameters?: number | null;
  operators?: unknown;
}

export interface Runtime {
  device: string;
  threads: number;
  cores?: number;
  /** Questions that are answered together, where that pays. */
  at_once: number;
  /** What one question takes. */
  milliseconds?: number | null;
  onnxruntime?: string;
}

/** The passport of the model being served. A kind of model that has no such thing leaves the part out. */
export interface Model {
  version: string;
  kind?: string;
  task?: string;
  created_at?: string;
  target?: {
    field: string;
    unit?: string | null;
    classes?: string[] | null;
    positive?: string | null;
    threshold?: number | null;
  };
  inputs?: { field: string; type: string; nullable?: boolean }[];
  data?: {
    file?: string;
    sha256?: string;
    rows?: number;
    rows_used?: number;
    rows_left_out?: { reason: string; rows: number }[];
    train_rows?: number;
    test_rows?: number;
    split?: { by: string; column?: string | null } | null;
  };
  model?: {
    name: string;
    /** What the target went through before it was learned; undone in the answers. */
    transform?: string | null;
    candidates?: {
      name: string;
      score: number | null;
      sd?: number | null;
      chosen?: boolean;
      left_out?: string | null;
    }[];
  };
  metrics?: {
    primary: string;
    values: Metric[];
    baseline?: { name: string; value: number } | null;
    best_column?: { field: string; value: number } | null;
    /** On which rows it was measured, where a model was brought. */
    about?: string | null;
  };
  calibration?: { predicted: number; observed: number; count: number }[] | null;
  confusion?: { labels: string[]; matrix: number[][] } | null;
  residuals?: { edges: number[]; counts: number[] } | null;
  interval?: { coverage: number; low: number; high: number } | null;
  importance?: { field: string; value: number }[];
  /** What is said in red: the model does not beat what needs no model. */
  verdict?: { words: string | null } | null;
  /** One column alone carries the score. */
  leak?: { field: string; words: string } | null;
  /** Groups of held-out rows on which the model does clearly worse than on the whole. */
  weak?: { metric: string; whole: number; slices: Slice[]; words: string[] } | null;
  /** How often the answered range held the truth, on rows it was not chosen on. */
  coverage?: { nominal: number; measured: number; low: number; high: number; rows: number } | null;
  /** The score by the number of rows learned from. */
  learning?: Learning | null;
  parity?: {
    rows: number;
    max_difference: number;
    label_flips?: number | null;
    tolerance?: number;
    checks?: ParityCheck[];
  };
  source?: BroughtFile | null;
  /** The file was written anew for a later opset, and why. */
  upconverted?: { from: number; to: number; why: string } | null;
  /** What is done to what is sent, and to what the file answers. */
  steps?: Steps | null;
  labels?: string[] | null;
  /** How it runs on this machine, as it was measured at the first start. */
  runtime?: Runtime | null;
  hashes?: Record<string, string>;
  versions?: Record<string, string>;
  observed?: Record<string, Observed>;
}

export const servedModel = queryOptions({ queryKey: ['model'], queryFn: readModel });

/** The model that answers now: its passport and what it has seen. */
export function useModel() {
  return useQuery(servedModel);
}

async function readModel(): Promise<Model> {
  return (await answer(api.GET('/api/v1/model'))) as unknown as Model;
}
