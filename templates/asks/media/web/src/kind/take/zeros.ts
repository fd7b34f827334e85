import type { TensorInput } from '../contract.ts';
import type { TensorGiven } from '../given.ts';
import { madeHere } from './disk.ts';
import { typeOf, writeNpy } from './npy.ts';
import { type Nested, writeTensor } from './tensor.ts';

/** More values than these nobody reads, and a text field would be slow with them: they are kept as a file. */
export const MOST_SHOWN = 20_000;

/** Zeros (or what stands for nothing) in an input's shape; dimensions that may be any are one. */
export function zerosOf(input: TensorInput): TensorGiven {
  const shape = input.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : 1));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_SHOWN && input.type !== 'string') {
    const bytes = writeNpy({ values: new Uint8Array(count), shape }, typeOf(input.type));
    return { text: '', file: madeHere(new File([bytes], `${input.name}.npy`)) };
  }
  const nothing = input.type === 'string' ? '' : input.type === 'bool' ? false : 0;
  const nested = shape.reduceRight<Nested>(
    (inner, size) => Array.from({ length: size }, () => inner),
    nothing,
  );
  return { text: writeTensor(nested), file: null };
}
