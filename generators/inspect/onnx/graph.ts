/** A graph, its subgraphs and its weights' headers. */
import type { Bytes } from './bytes.ts';
import { type OnnxValue, readValue, text, typeName } from './values.ts';
import { Damaged, type Field, type FieldName, fields, numbers, type Span } from './wire.ts';

/** A value → the node that makes it: its operator, and the first value that goes in. */
export type Edges = Map<string, Edge>;

export interface Edge {
  operator: string;
  from: string;
  /** Its second input: of a choice, what is chosen. */
  by: string;
  /** Of a classifier of ai.onnx.ml: whether its scores are what it computes, and no probabilities. */
  raw?: boolean;
  /** Of a regressor of ai.onnx.ml: how many numbers it tells a row. */
  targets?: number;
}

/** What has been gathered so far; subgraphs and functions add to the operators and weights of their model. */
export interface Graph {
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  initializers: Set<string>;
  operators: Map<string, Set<string>>;
  /** Location → how far into it the model reads. */
  external: Map<string, number>;
  parameters: number;
  /** A value → what it can be: the classes that a classifier answers with, or a short list of constants to choose from. */
  choices: Map<string, string[]>;
  /** A whole number that is a constant → the number. */
  numbers: Map<string, number>;
  /** A value → the words that an encoder of ai.onnx.ml knows of it. */
  words: Map<string, string[]>;
  edges: Edges;
  /** A value → how many times smaller than the model's inputs it is, as strides tell. */
  strides: Map<string, number>;
  nodes: number;
}

const DEEPEST = 64;
/** The largest models that exist have some hundred thousand; beyond this nobody could run it either. */
const MOST_NODES = 2_000_000;
const MOST_VALUES = 100_000;
/** Nobody tells more classes apart with a model of rows. */
const MOST_CHOICES = 4096;

/** Adds a GraphProto, or a function's body, to `graph`. @throws Damaged */
export function readGraph(
  bytes: Bytes,
  span: Span,
  graph: Graph,
  message: 'GraphProto' | 'FunctionProto' = 'GraphProto',
  depth = 0,
): void {
  if (depth > DEEPEST) throw new Damaged(span.start, 'graphs nested too deeply');
  const isMain = depth === 0 && message === 'GraphProto';
  for (const field of fields(bytes, span, message)) {
    if (field.name === 'node') readNode(bytes, field, graph, isMain, depth);
    if (message === 'FunctionProto') continue;
    const { name } = field as Field<string>;
    if (name === 'initializer') {
      const initializer = readTensor(bytes, field, graph);
      if (isMain) graph.initializers.add(initializer);
    } else if (name === 'sparse_initializer') {
      const initializer = readSparse(bytes, field, graph);
      if (isMain) graph.initializers.add(initializer);
    } else if (isMain && name === 'input') graph.inputs.push(readValue(bytes, field));
    else if (isMain && name === 'output') graph.outputs.push(readValue(bytes, field));
  }
}

function readNode(bytes: Bytes, span: Span, graph: Graph, isMain: boolean, depth: number): void {
  if (++graph.nodes > MOST_NODES) throw new Damaged(span.start, `more than ${MOST_NODES} nodes`);
  let operator = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Span[] = [];
  for (const field of fields(bytes, span, 'NodeProto')) {
    if (field.name === 'op_type') operator = text(bytes, field);
    else if (field.name === 'domain') domain = text(bytes, field);
    else if (field.name === 'input' && isMain) inputs.push(text(bytes, field));
    else if (field.name === 'output' && isMain) outputs.push(text(bytes, field));
    else if (field.name === 'attribute') attributes.push({ start: field.start, end: field.end });
  }
  const home = domain === 'ai.onnx' ? '' : domain;
  const known = graph.operators.get(home);
  if (known === undefined) graph.operators.set(home, new Set([operator]));
  else known.add(operator);
  const edge: Edge = { operator, from: inputs[0] ?? '', by: inputs[1] ?? '' };
  if (/^(Linear|SVM)Classifier$/.test(operator)) edge.raw = true;
  for (const output of outputs) graph.edges.set(output, edge);
  const isLearnt = isMain && home === 'ai.onnx.ml';
  let stride = 1;
  for (const attribute of attributes) {
    const strides = isMain && home === '' && operator in STRIDES;
    const { name, values } = readAttribute(bytes, attribute, graph, isLearnt || strides, depth);
    if (strides && name === STRIDES[operator]) stride = Math.max(1, ...values.map(Number));
    const transforms = name === 'post_transform' && values[0] !== 'NONE';
    if (edge.raw && (transforms || name === 'prob_a')) edge.raw = false;
    if (values.length === 0) continue;
    if (TARGETS.test(name)) edge.targets = Number(values[0]);
    if (name.startsWith('classlabels_') || (operator === 'LabelEncoder' && name.startsWith('values_')))
      for (const output of outputs) graph.choices.set(output, values);
    if (name === WORDS[operator]) graph.words.set(inputs[0] ?? '', values);
  }
  if (isMain) addStride(graph, operator, inputs, outputs, stride);
}

/** Adds how small a node's values are. Where several come together they are of one size: what was enlarged counts no more. */
function addStride(
  graph: Graph,
  operator: string,
  inputs: string[],
  outputs: string[],
  stride: number,
): void {
  if (inputs.length === 0) return;
  const known = inputs.flatMap((name) => graph.strides.get(name) ?? []);
  const enlarges = operator === 'ConvTranspose' || operator === 'DepthToSpace';
  const after = (known.length === 0 ? 1 : Math.min(...known)) * (enlarges ? 1 / stride : stride);
  for (const output of outputs) graph.strides.set(output, after);
}

/** Operators that make a picture smaller or larger, and the attribute that says how much. */
const STRIDES: Readonly<Record<string, string>> = {
  Conv: 'strides',
  ConvTranspose: 'strides',
  MaxPool: 'strides',
  AveragePool: 'strides',
  LpPool: 'strides',
  SpaceToDepth: 'blocksize',
  DepthToSpace: 'blocksize',
};

/** Encoders of text, and the attribute that has the words. */
const WORDS: Readonly<Record<string, string>> = {
  OneHotEncoder: 'cats_strings',
  LabelEncoder: 'keys_strings',
};

const TARGETS = /^(n_)?targets$/;
const VALUES =
  /^(strides$|blocksize$|post_transform$|(n_)?targets$|(classlabels|cats|keys|values)_(strings|int64s|ints)$)/;

/** Follows graphs and tensors; the values of a list only where they are wanted. */
function readAttribute(
  bytes: Bytes,
  span: Span,
  graph: Graph,
  wantsValues: boolean,
  depth: number,
): { name: string; values: string[] } {
  let name = '';
  const values: string[] = [];
  for (const field of fields(bytes, span, 'AttributeProto')) {
    if (field.name === 'name') name = text(bytes, field);
    else if (field.name === 'g' || field.name === 'graphs')
      readGraph(bytes, field, graph, 'GraphProto', depth + 1);
    else if (field.name === 't' || field.name === 'tensors') readTensor(bytes, field, graph, false);
    else if (!wantsValues || !VALUES.test(name) || values.length > MOST_VALUES) continue;
    else if (field.name === 's' || field.name === 'strings') values.push(text(bytes, field));
    else if (field.name === 'i') values.push(String(field.value));
    else if (field.name === 'ints') values.push(...numbers(bytes, field).map(String));
  }
  return { name, values };
}

/** The header of a tensor: its name, its size, and the file that holds it if it is not this one. */
function readTensor(bytes: Bytes, span: Span, graph: Graph, counts = true): string {
  let name = '';
  let elements = 1;
  let type = '';
  let isExternal = false;
  const values: Field<FieldName<'TensorProto'>>[] = [];
  const where: Record<string, string> = {};
  for (const field of fields(bytes, span, 'TensorProto')) {
    if (field.name === 'name') name = text(bytes, field);
    else if (field.name === 'dims')
      for (const length of numbers(bytes, field)) elements *= Math.max(0, length);
    else if (field.name === 'data_type') type = typeName(field.value);
    else if (field.name !== null && /^(raw|string|int32|int64)_data$/.test(field.name)) {
      if (values.length < MOST_CHOICES) values.push(field);
    } else if (field.name === 'data_location') isExternal = field.value === 1;
    else if (field.name === 'external_data') {
      let key = '';
      let value = '';
      for (const part of fields(bytes, field, 'StringStringEntryProto')) {
        if (part.name === 'key') key = text(bytes, part);
        else if (part.name === 'value') value = text(bytes, part);
      }
      where[key] = value;
    }
  }
  if (counts) graph.parameters += elements;
  if (counts && elements > 0 && elements <= MOST_CHOICES && /^(string|int32|int64)$/.test(type)) {
    const found = values.flatMap((field) => constants(bytes, field, type));
    if (found.length === elements && elements > 1) graph.choices.set(name, found);
    if (found.length === 1 && elements === 1 && type !== 'string') graph.numbers.set(name, Number(found[0]));
  }
  if (isExternal) {
    const location = where.location ?? '';
    const end = place(span, 'offset', where.offset) + place(span, 'length', where.length);
    graph.external.set(location, Math.max(graph.external.get(location) ?? 0, end));
  }
  return name;
}

/** The values of a short tensor of words or whole numbers, as text. */
function constants(bytes: Bytes, field: Field<FieldName<'TensorProto'>>, type: string): string[] {
  if (field.name === 'string_data') return [text(bytes, field)];
  if (field.name !== 'raw_data') return numbers(bytes, field).map(String);
  const width = type === 'int64' ? 8 : 4;
  const raw = bytes.copy(field.start, Math.min(field.end, field.start + width * MOST_CHOICES));
  return Array.from({ length: Math.floor(raw.length / width) }, (_, at) =>
    String(width === 8 ? raw.readBigInt64LE(at * 8) : raw.readInt32LE(at * 4)),
  );
}

/** Offsets and lengths of weights in another file are written as text; what is not said counts as nothing. @throws Damaged */
function place(span: Span, name: string, text = '0'): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Damaged(
    span.start,
    `the ${name} of weights in another file is ${JSON.stringify(text.slice(0, 40))}`,
  );
}

/** Its name is that of its values. */
function readSparse(bytes: Bytes, span: Span, graph: Graph): string {
  let name = '';
  for (const field of fields(bytes, span, 'SparseTensorProto')) {
    if (field.name === 'values') name = readTensor(bytes, field, graph);
    else if (field.name === 'indices') readTensor(bytes, field, graph, false);
  }
  return name;
}
