/**
 * Protobuf's wire format: a message is fields, a field is a number, a wire type and a value. What is not asked for is
 * seeked past.
 *
 * The format: https://protobuf.dev/programming-guides/encoding/
 */
import type { Bytes } from './bytes.ts';
import { MESSAGES } from './messages.ts';

/** What no program that writes ONNX would write: the place, and what is wrong there. */
export class Damaged extends Error {
  readonly position: number;
  /** Whether the file merely ends before what it announces. */
  readonly cut: boolean;

  constructor(position: number, message: string, cut = false) {
    super(message);
    this.position = position;
    this.cut = cut;
  }
}

/** A part of the file that holds a message. */
export interface Span {
  start: number;
  end: number;
}

/** One field: a number of its own for wire type 0, a span for 2; the others are skipped over. */
export interface Field<Name> extends Span {
  name: Name | null;
  number: number;
  wire: number;
  /** The varint, as an integer with sign; beyond 2^53 its last digits are lost. */
  value: number;
}

export type Message = keyof typeof MESSAGES;
export type FieldName<M extends Message> = keyof (typeof MESSAGES)[M];

const TWO_32 = 2 ** 32;
const BY_NUMBER = new Map(
  Object.entries(MESSAGES).map(([message, fields]) => [
    message,
    new Map(Object.entries(fields).map(([name, [number, wire]]) => [number, { name, wire }])),
  ]),
);

/**
 * The fields of a message, in the order of the file. Numbers that this version of ONNX does not know have the name null.
 *
 * @throws Damaged where the bytes are no such message
 */
export function* fields<M extends Message>(
  bytes: Bytes,
  span: Span,
  message: M,
): Generator<Field<FieldName<M>>> {
  const known = BY_NUMBER.get(message);
  let at = span.start;
  while (at < span.end) {
    const from = at;
    const tag = varint(bytes, at, span.end);
    const number = Math.floor(tag.value / 8);
    const wire = tag.value & 7;
    if (tag.value < 8 || number > 0x1fffffff) throw new Damaged(from, 'no field begins like this');
    const entry = known?.get(number);
    const field = { name: null, number, wire, value: 0, start: tag.end, end: tag.end } as Field<FieldName<M>>;
    if (wire === 0) {
      const { value, end } = varint(bytes, tag.end, span.end);
      field.value = value;
      field.end = end;
    } else if (wire === 2) {
      const { value: length, end } = varint(bytes, tag.end, span.end);
      field.start = end;
      field.end = end + length;
      if (length < 0 || length > Number.MAX_SAFE_INTEGER)
        throw new Damaged(from, 'a length that no file has');
    } else if (wire === 1 || wire === 5) field.end = tag.end + (wire === 1 ? 8 : 4);
    else throw new Damaged(from, `wire type ${wire}, which ONNX does not use`);
    if (field.end > span.end) {
      const cut = field.end > bytes.size;
      throw new Damaged(from, cut ? `announces bytes up to ${field.end}` : 'reaches beyond its message', cut);
    }
    if (entry !== undefined && fits(entry.wire, wire)) field.name = entry.name as FieldName<M>;
    yield field;
    at = field.end;
  }
}

/** Lists of numbers may be packed into one field of bytes. */
const fits = (expected: number, found: number): boolean =>
  expected === found || (found === 2 && expected !== 2);

interface Varint {
  value: number;
  end: number;
}

/** Seven bits a byte, the low ones first, at most ten bytes; as an int64. */
function varint(bytes: Bytes, start: number, limit: number): Varint {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 10; i++) {
    const byte = start + i < limit ? bytes.at(start + i) : undefined;
    if (byte === undefined)
      throw new Damaged(start, 'ends in the middle of a number', start + i >= bytes.size);
    const bits = byte & 0x7f;
    if (i < 4) low += bits * 2 ** (7 * i);
    else if (i === 4) {
      low += (bits & 0x0f) * 2 ** 28;
      high += bits >> 4;
    } else high += (bits * 2 ** (7 * i - 32)) % TWO_32;
    if (byte < 0x80)
      return { value: (high >= TWO_32 / 2 ? high - TWO_32 : high) * TWO_32 + low, end: start + i + 1 };
  }
  throw new Damaged(start, 'a number of more than ten bytes');
}

/** The numbers of a repeated field: one, or packed ones. @throws Damaged */
export function numbers(bytes: Bytes, field: Field<unknown>): number[] {
  if (field.wire === 0) return [field.value];
  const found: number[] = [];
  for (let at = field.start; at < field.end; ) {
    const { value, end } = varint(bytes, at, field.end);
    found.push(value);
    at = end;
  }
  return found;
}
