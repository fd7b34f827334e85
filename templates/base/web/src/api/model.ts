import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { answer } from './problem.ts';

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
  };
  model?: {
    name: string;
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
  };
  calibration?: { predicted: number; observed: number; count: number }[] | null;
  confusion?: { labels: string[]; matrix: number[][] } | null;
  residuals?: { edges: number[]; counts: number[] } | null;
  interval?: { coverage: number; low: number; high: number } | null;
  importance?: { field: string; value: number }[];
  parity?: {
    rows: number;
    max_difference: number;
    label_flips?: number | null;
    tolerance?: number;
    checks?: ParityCheck[];
  };
  hashes?: Record<string, string>;
  versions?: Record<string, string>;
  observed?: Record<string, Observed>;
}

/** The model that answers now: its passport and what it has seen. */
export function useModel() {
  return useQuery({ queryKey: ['model'], queryFn: readModel });
}

async function readModel(): Promise<Model> {
  return (await answer(api.GET('/api/v1/model'))) as unknown as Model;
}
