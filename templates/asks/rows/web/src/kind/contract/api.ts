import { api } from '../../api/client.ts';
import type { Entry } from '../../api/history.ts';
import type { components } from '../../api/openapi.d.ts';
import { answer } from '../../api/problem.ts';

/** A row of the contract. Its fields are known at run time only. */
export type Row = Record<string, unknown>;

export interface Warning {
  field: string;
  code: string;
  message: string;
}

export interface Prediction {
  id: string;
  prediction: string | number | boolean;
  probabilities?: Record<string, number> | null;
  interval?: [number, number] | null;
  warnings: Warning[];
  model_version: string;
}

export interface Explanation {
  id: string;
  base: number;
  contributions: { field: string; value: unknown; contribution: number }[];
}

/** An answer with the row it answers and the time it took from here and back, in milliseconds. */
export interface Answered {
  row: Row;
  answer: Prediction;
  took: number;
}

type Body = components['schemas']['Features'];

export async function predict(row: Row): Promise<Answered> {
  const start = performance.now();
  const prediction = await answer(api.POST('/api/v1/predict', { body: row as Body }));
  return { row, answer: prediction as unknown as Prediction, took: performance.now() - start };
}

export async function explain(row: Row): Promise<Explanation> {
  return (await answer(api.POST('/api/v1/explain', { body: row as Body }))) as unknown as Explanation;
}

/** The answer that an entry of the history keeps. */
export function predictionIn(entry: Entry): Prediction {
  const { warnings = [], ...answer } = entry.answer as unknown as Prediction;
  return { ...answer, warnings, id: entry.id, model_version: entry.model_version };
}
