/** Inputs and outputs as the file describes them: name, type, shape. */
import type { Bytes } from './bytes.ts';
import { ELEMENT_TYPES } from './messages.ts';
import { Damaged, fields, type Span } from './wire.ts';

/** A dimension: its length, its name where it is free, null where nothing is known of it. */
export type Dimension = number | string | null;

export interface OnnxValue {
  name: string;
  /** By ONNX's names: `float`, `int64`, `string`; `sequence(float)`, `map(int64, float)`, `optional(float)`, `sparse(float)`. */
  type: string;
  /** Null where not even the number of dimensions is known, or where there are none (a sequence, a map). */
  shape: Dimension[] | null;
}

/** Types in types in types: nobody means more than this. */
const DEEPEST = 16;
const LONGEST_TEXT = 1 << 16;

/** The text of a field; what is not UTF-8 in it becomes U+FFFD. @throws Damaged if it is longer than any name */
export function text(bytes: Bytes, { start, end }: Span, longest = LONGEST_TEXT): string {
  if (end - start > longest) throw new Damaged(start, `a text of ${end - start} bytes`);
  return bytes.copy(start, end).toString('utf8');
}

/** A ValueInfoProto. @throws Damaged */
export function readValue(bytes: Bytes, span: Span): OnnxValue {
  const value: OnnxValue = { name: '', type: 'unknown', shape: null };
  for (const field of fields(bytes, span, 'ValueInfoProto')) {
    if (field.name === 'name') value.name = text(bytes, field);
    else if (field.name === 'type') Object.assign(value, readType(bytes, field));
  }
  return value;
}

type Type = Pick<OnnxValue, 'type' | 'shape'>;
const UNKNOWN: Type = { type: 'unknown', shape: null };

/** A TypeProto; of several alternatives the last one holds, as everywhere in protobuf. */
function readType(bytes: Bytes, span: Span, depth = 0): Type {
  if (depth > DEEPEST) throw new Damaged(span.start, 'types nested too deeply');
  const inner = (of: Span): Type => readType(bytes, of, depth + 1);
  let type = UNKNOWN;
  for (const field of fields(bytes, span, 'TypeProto')) {
    if (field.name === 'tensor_type') type = readTensor(bytes, field, 'TypeProto.Tensor');
    else if (field.name === 'sparse_tensor_type') {
      const tensor = readTensor(bytes, field, 'TypeProto.SparseTensor');
      type = { type: `sparse(${tensor.type})`, shape: tensor.shape };
    } else if (field.name === 'sequence_type') {
      type = { type: `sequence(${element(bytes, field, 'TypeProto.Sequence', inner).type})`, shape: null };
    } else if (field.name === 'optional_type') {
      const { type: of, shape } = element(bytes, field, 'TypeProto.Optional', inner);
      type = { type: `optional(${of})`, shape };
    } else if (field.name === 'map_type') type = { type: readMap(bytes, field, inner), shape: null };
    else if (field.name === 'opaque_type') type = { type: 'opaque', shape: null };
  }
  return type;
}

function readTensor(bytes: Bytes, span: Span, message: 'TypeProto.Tensor' | 'TypeProto.SparseTensor'): Type {
  const tensor: Type = { ...UNKNOWN };
  for (const field of fields(bytes, span, message)) {
    if (field.name === 'elem_type') tensor.type = typeName(field.value);
    else if (field.name === 'shape') tensor.shape = readShape(bytes, field);
  }
  return tensor;
}

function element(
  bytes: Bytes,
  span: Span,
  message: 'TypeProto.Sequence' | 'TypeProto.Optional',
  inner: (span: Span) => Type,
): Type {
  let type = UNKNOWN;
  for (const field of fields(bytes, span, message)) if (field.name === 'elem_type') type = inner(field);
  return type;
}

function readMap(bytes: Bytes, span: Span, inner: (span: Span) => Type): string {
  let key = UNKNOWN.type;
  let value = UNKNOWN.type;
  for (const field of fields(bytes, span, 'TypeProto.Map')) {
    if (field.name === 'key_type') key = typeName(field.value);
    else if (field.name === 'value_type') value = inner(field).type;
  }
  return `map(${key}, ${value})`;
}

function readShape(bytes: Bytes, span: Span): Dimension[] {
  const shape: Dimension[] = [];
  for (const field of fields(bytes, span, 'TensorShapeProto')) {
    if (field.name === 'dim') shape.push(readDimension(bytes, field));
  }
  return shape;
}

function readDimension(bytes: Bytes, span: Span): Dimension {
  let dimension: Dimension = null;
  for (const field of fields(bytes, span, 'TensorShapeProto.Dimension')) {
    if (field.name === 'dim_value') dimension = field.value >= 0 ? field.value : null;
    else if (field.name === 'dim_param') dimension = text(bytes, field) || null;
  }
  return dimension;
}

/** ONNX's name of an element type, or its number where this version does not know it. */
export const typeName = (number: number): string =>
  number === 0 ? 'unknown' : (ELEMENT_TYPES[number] ?? `type ${number}`);
