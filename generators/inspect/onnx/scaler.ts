/** A scaler of scikit-learn beside a model, as numbers: `(x - mean) / scale`. It is read as data and never loaded. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { RowSteps } from '../../spec.ts';
import { Instance, readPickle, Unreadable } from './pickle.ts';

export interface Scaler {
  numbers: NonNullable<RowSteps['scaler']>;
  /** The columns that it was fitted on, where it knows them. */
  columns: string[] | null;
}

const MOST_BYTES = 16 << 20;

/** The scaler in a joblib file or a pickle; a text says why there is none that could be used. */
export function readScaler(path: string): Scaler | string {
  const name = basename(path);
  if (statSync(path).size > MOST_BYTES) return `${name} is too large for a scaler: it is not used.`;
  try {
    const found = readPickle(readFileSync(path));
    if (!(found instanceof Instance)) return `${name} holds no scaler: it is not used.`;
    const numbers = numbersOf(found);
    const kind = found.className.split('.').at(-1);
    if (numbers === null)
      return `${name} holds a ${kind}; of StandardScaler, MinMaxScaler, MaxAbsScaler and RobustScaler alone the numbers can be taken over. Put it into the graph with skl2onnx.`;
    const { feature_names_in_: names } = found.state;
    const columns = Array.isArray(names) && names.every((one) => typeof one === 'string') ? names : null;
    return { numbers, columns: columns?.length === numbers.mean.length ? columns : null };
  } catch (error) {
    if (error instanceof Unreadable)
      return `${name} cannot be read as a pickle (${error.message}): it is not used.`;
    throw error;
  }
}

/** Each kind's own words for it, turned into one. */
function numbersOf({ className, state }: Instance): Scaler['numbers'] | null {
  if (!className.startsWith('sklearn.preprocessing.')) return null;
  const list = (name: string): number[] | null => {
    const values = state[name];
    return Array.isArray(values) && values.length > 0 && values.every(Number.isFinite) ? values : null;
  };
  const kind = className.split('.').at(-1);
  const scale = list('scale_');
  const zeros = (length: number): number[] => new Array<number>(length).fill(0);
  // it learns the mean even where it is told not to take it off
  if (kind === 'StandardScaler') return pair(state.with_mean === false ? null : list('mean_'), scale);
  if (kind === 'RobustScaler') return pair(list('center_'), scale);
  if (kind === 'MaxAbsScaler') return scale === null ? null : { mean: zeros(scale.length), scale };
  if (kind !== 'MinMaxScaler' || state.clip === true) return null;
  const low = list('min_');
  if (scale === null || low === null) return null;
  return { mean: low.map((one, at) => -one / (scale[at] as number)), scale: scale.map((one) => 1 / one) };
}

/** Without a mean nothing is taken off, without a scale nothing divides. */
function pair(mean: number[] | null, scale: number[] | null): Scaler['numbers'] | null {
  const length = mean?.length ?? scale?.length;
  if (length === undefined || scale?.some((one) => one === 0)) return null;
  const all = (value: number): number[] => new Array<number>(length).fill(value);
  return { mean: mean ?? all(0), scale: scale ?? all(1) };
}
