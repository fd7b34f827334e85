/** A model file → what it says of itself. The weights are seeked past: size does not matter, only the number of nodes does. */
import type { Bytes } from './bytes.ts';
import { classesOf, targetsOf, wordsOf } from './choices.ts';
import { type Edges, type Graph, readGraph } from './graph.ts';
import { type OnnxValue, text } from './values.ts';
import { Damaged, fields, type Span } from './wire.ts';

export type { Dimension, OnnxValue } from './values.ts';

/** A file that holds weights, as the model names it: relative to the model's folder. */
export interface ExternalData {
  location: string;
  /** How far into the file the model reads. */
  bytes: number;
}

export interface OnnxModel {
  irVersion: number;
  /** Domain → version; the standard domain is `ai.onnx`. */
  opsets: Record<string, number>;
  producer: { name: string; version: string };
  /** metadata_props, as the producer wrote them. */
  metadata: Record<string, string>;
  /** Without what has a value of its own (initialisers). */
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** Domain → the operators used from it, sorted, subgraphs and functions included. */
  operators: Record<string, string[]>;
  /** Functions that the file defines, as `domain:name`: operators that it brings along. */
  functions: string[];
  /** Elements of all initialisers. */
  parameters: number;
  /** What a classifier of ai.onnx.ml answers with, where the graph says it. */
  classes: string[] | null;
  external: ExternalData[];
}

/** What of a model is needed to conclude what it is for, and is not kept. */
export interface ReadModel {
  model: OnnxModel;
  edges: Edges;
  /** Input → which of its columns → the words that the model's encoders know of it. */
  words: Map<string, Map<number, string[]>>;
  /** What the sides of a picture must be multiples of, where the model makes it smaller and larger again. */
  multiple: number;
  /** Output → how many numbers a row has, where the node that makes it says so. */
  targets: Map<string, number>;
}

const STANDARD = 'ai.onnx';

/** ONNX's own domain has two names. */
const domainName = (domain: string): string => (domain === '' ? STANDARD : domain);

/** Reads a whole file. @throws Damaged where it is no ONNX model */
export function readModel(bytes: Bytes): ReadModel {
  const model: OnnxModel = {
    irVersion: 0,
    opsets: {},
    producer: { name: '', version: '' },
    metadata: {},
    inputs: [],
    outputs: [],
    operators: {},
    functions: [],
    parameters: 0,
    classes: null,
    external: [],
  };
  const graph = emptyGraph();
  let hasGraph = false;
  for (const field of fields(bytes, { start: 0, end: bytes.size }, 'ModelProto')) {
    if (field.name === 'ir_version') model.irVersion = field.value;
    else if (field.name === 'producer_name') model.producer.name = text(bytes, field);
    else if (field.name === 'producer_version') model.producer.version = text(bytes, field);
    else if (field.name === 'opset_import') readOpset(bytes, field, model.opsets);
    else if (field.name === 'metadata_props') readEntry(bytes, field, model.metadata);
    else if (field.name === 'functions') model.functions.push(readFunction(bytes, field, graph));
    else if (field.name === 'graph') {
      readGraph(bytes, field, graph);
      hasGraph = true;
    } else if (field.name === null)
      throw new Damaged(field.start, `field ${field.number} is none of a model's`);
  }
  if (!hasGraph) throw new Damaged(bytes.size, 'there is no graph in it', true);
  const isInput = ({ name }: OnnxValue): boolean => !graph.initializers.has(name);
  model.inputs = graph.inputs.filter(isInput);
  model.outputs = graph.outputs;
  model.operators = Object.fromEntries(
    [...graph.operators].sort().map(([domain, names]) => [domainName(domain), [...names].sort()]),
  );
  model.parameters = graph.parameters;
  model.classes = classesOf(graph);
  model.external = [...graph.external].map(([location, size]) => ({ location, bytes: size }));
  return {
    model,
    edges: graph.edges,
    words: wordsOf(graph),
    targets: targetsOf(graph),
    multiple: multipleOf(graph),
  };
}

/** No network halves a picture more than eight times. */
const LARGEST_MULTIPLE = 256;

/** The least common multiple of all strides, one after the other. */
function multipleOf({ strides }: Graph): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const whole = [...new Set(strides.values())].filter(Number.isInteger);
  const least = whole.reduce(
    (sum, one) => (sum > LARGEST_MULTIPLE ? sum : (sum / divisor(sum, one)) * one),
    1,
  );
  return Math.min(least, LARGEST_MULTIPLE);
}

function emptyGraph(): Graph {
  return {
    inputs: [],
    outputs: [],
    initializers: new Set(),
    operators: new Map(),
    external: new Map(),
    parameters: 0,
    choices: new Map(),
    numbers: new Map(),
    words: new Map(),
    edges: new Map(),
    strides: new Map(),
    nodes: 0,
  };
}

function readOpset(bytes: Bytes, span: Span, opsets: Record<string, number>): void {
  let domain = '';
  let version = 0;
  for (const field of fields(bytes, span, 'OperatorSetIdProto')) {
    if (field.name === 'domain') domain = text(bytes, field);
    else if (field.name === 'version') version = field.value;
  }
  opsets[domainName(domain)] = version;
}

const LONGEST_METADATA = 1 << 20;

function readEntry(bytes: Bytes, span: Span, entries: Record<string, string>): void {
  let key = '';
  let value = '';
  for (const field of fields(bytes, span, 'StringStringEntryProto')) {
    if (field.name === 'key') key = text(bytes, field);
    else if (field.name === 'value') value = text(bytes, field, LONGEST_METADATA);
  }
  entries[key] = value;
}

function readFunction(bytes: Bytes, span: Span, graph: Graph): string {
  let name = '';
  let domain = '';
  for (const field of fields(bytes, span, 'FunctionProto')) {
    if (field.name === 'name') name = text(bytes, field);
    else if (field.name === 'domain') domain = text(bytes, field);
  }
  readGraph(bytes, span, graph, 'FunctionProto');
  return `${domainName(domain)}:${name}`;
}
