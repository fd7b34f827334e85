import type { Nested } from './tensor.ts';

/** Values in a row with the sizes of their dimensions. */
export interface Elements {
  values: number[] | Uint8Array;
  shape: number[];
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const HEAD = 10;

type Kind = { descr: string; bytes: number; write: (view: DataView, at: number, value: number) => void };

/** By ONNX's name of the type: NumPy's, and how a value is written, least byte first. */
const KINDS: Record<string, Kind> = {
  float32: { descr: '<f4', bytes: 4, write: (view, at, value) => view.setFloat32(at, value, true) },
  float64: { descr: '<f8', bytes: 8, write: (view, at, value) => view.setFloat64(at, value, true) },
  int64: { descr: '<i8', bytes: 8, write: (view, at, value) => view.setBigInt64(at, BigInt(value), true) },
  int32: { descr: '<i4', bytes: 4, write: (view, at, value) => view.setInt32(at, value, true) },
  uint8: { descr: '|u1', bytes: 1, write: (view, at, value) => view.setUint8(at, value) },
  bool: { descr: '|b1', bytes: 1, write: (view, at, value) => view.setUint8(at, value ? 1 : 0) },
};

const READERS: Record<string, [bytes: number, read: (view: DataView, at: number) => number | boolean]> = {
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|b1': [1, (view, at) => view.getUint8(at) !== 0],
};

/** A type that a tensor can be written as; the server casts what is sent to the model's own. */
export function typeOf(type: string): string {
  if (type in KINDS) return type;
  return /^u?int/.test(type) ? 'int64' : 'float32';
}

export function elements(nested: Nested): Elements {
  const shape: number[] = [];
  for (let one: Nested = nested; Array.isArray(one); one = one[0] ?? 0) shape.push(one.length);
  const values: number[] = [];
  const collect = (one: Nested) => {
    if (!Array.isArray(one)) values.push(Number(one));
    else for (const inner of one) collect(inner);
  };
  collect(nested);
  return { values, shape };
}

/** A .npy file, as numpy.lib.format describes it. */
export function writeNpy({ values, shape }: Elements, type: string): ArrayBuffer {
  const kind = KINDS[type];
  if (!kind) throw new Error(`${type} cannot be written as .npy`);
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const told = `{'descr': '${kind.descr}', 'fortran_order': False, 'shape': ${sizes}, }`;
  const padding = 64 - ((HEAD + told.length + 1) % 64);
  const head = `${told}${' '.repeat(padding)}\n`;
  const bytes = new ArrayBuffer(HEAD + head.length + values.length * kind.bytes);
  const view = new DataView(bytes);
  for (const [at, byte] of [...MAGIC, 1, 0].entries()) view.setUint8(at, byte);
  view.setUint16(8, head.length, true);
  for (let at = 0; at < head.length; at++) view.setUint8(HEAD + at, head.charCodeAt(at));
  const start = HEAD + head.length;
  for (const [at, value] of values.entries()) kind.write(view, start + at * kind.bytes, value);
  return bytes;
}

/** What a .npy file holds, as nested lists; null where the file is none, or of a type that the page does not read. */
export function readNpy(bytes: ArrayBuffer): { value: Nested; shape: number[]; descr: string } | null {
  const view = new DataView(bytes);
  if (bytes.byteLength < HEAD || MAGIC.some((byte, at) => view.getUint8(at) !== byte)) return null;
  const isLong = view.getUint8(6) > 1;
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (isLong ? HEAD + 2 : HEAD) + length;
  const head = new TextDecoder('latin1').decode(bytes.slice(HEAD, start));
  const descr = /'descr':\s*'([^']+)'/.exec(head)?.[1] ?? '';
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(head)?.[1] ?? '';
  const shape = [...sizes.matchAll(/\d+/g)].map(Number);
  const [size, read] = READERS[descr] ?? [];
  const count = shape.reduce((product, one) => product * one, 1);
  if (!size || !read || /True/.test(head) || start + count * size > bytes.byteLength) return null;
  let at = start;
  const build = (depth: number): Nested => {
    if (depth < shape.length) return Array.from({ length: shape[depth] ?? 0 }, () => build(depth + 1));
    const value = read(view, at);
    at += size;
    return value;
  };
  return { value: build(0), shape, descr };
}
