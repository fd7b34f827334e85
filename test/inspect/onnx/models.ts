/** Small models, put together byte by byte. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Protobuf by hand: a field of bytes, and one of a number. */
export const field = (number: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
};
export const int = (number: number, value: number): Buffer =>
  Buffer.concat([varint(number * 8), varint(value)]);

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

type Length = number | string | null;

/** A ValueInfoProto of a tensor. */
export function value(name: string, shape: Length[], type = 1): Buffer {
  const dims = shape.map((length) =>
    field(1, length === null ? '' : typeof length === 'string' ? field(2, length) : int(1, length)),
  );
  const tensor = Buffer.concat([int(1, type), field(2, Buffer.concat(dims))]);
  return Buffer.concat([field(1, name), field(2, field(1, tensor))]);
}

export interface Parts {
  inputs?: Buffer[];
  outputs?: Buffer[];
  /** TensorProtos. */
  weights?: Buffer[];
  nodes?: {
    operator: string;
    domain?: string;
    inputs?: string[];
    outputs?: string[];
    /** A word, several, or a whole number. */
    attributes?: Record<string, string | string[] | number>;
  }[];
  /** Nodes put together by the test itself. */
  own?: Buffer[];
  producer?: string;
  opset?: number;
  domains?: string[];
  irVersion?: number;
  metadata?: Record<string, string>;
}

const attributeOf = (value: string | string[] | number): Buffer[] => {
  if (typeof value === 'number') return [int(3, value)];
  return typeof value === 'string' ? [field(4, value)] : value.map((word) => field(9, word));
};

/** A ModelProto: pictures [N, 3, 224, 224] → logits [N, 10], unless `parts` says otherwise. */
export function model(parts: Parts = {}): Buffer {
  const {
    inputs = [value('x', ['N', 3, 224, 224])],
    outputs = [value('y', ['N', 10])],
    weights = [],
    own = [],
    nodes = [{ operator: 'Flatten', inputs: ['x'], outputs: ['y'] }],
    opset = 17,
    domains = [],
    irVersion = 9,
    metadata = {},
    producer = 'a test',
  } = parts;
  const graph = Buffer.concat([
    ...nodes.map(({ operator, domain, inputs: from = [], outputs: to = [], attributes = {} }) =>
      field(
        1,
        Buffer.concat([
          ...from.map((name) => field(1, name)),
          ...to.map((name) => field(2, name)),
          field(4, operator),
          ...Object.entries(attributes).map(([name, words]) =>
            field(5, Buffer.concat([field(1, name), ...attributeOf(words)])),
          ),
          ...(domain === undefined ? [] : [field(7, domain)]),
        ]),
      ),
    ),
    field(2, 'graph'),
    ...own,
    ...weights.map((weight) => field(5, weight)),
    ...inputs.map((one) => field(11, one)),
    ...outputs.map((one) => field(12, one)),
  ]);
  return Buffer.concat([
    int(1, irVersion),
    field(2, producer),
    field(7, graph),
    field(8, int(2, opset)),
    ...domains.map((domain) => field(8, Buffer.concat([field(1, domain), int(2, 1)]))),
    ...Object.entries(metadata).map(([key, text]) =>
      field(14, Buffer.concat([field(1, key), field(2, text)])),
    ),
  ]);
}

/** A TensorProto of words. */
export const words = (name: string, values: string[]): Buffer =>
  Buffer.concat([int(1, values.length), int(2, 8), ...values.map((word) => field(6, word)), field(8, name)]);

/** A TensorProto of whole numbers, int64. */
export const wholes = (name: string, values: number[]): Buffer =>
  Buffer.concat([int(1, values.length), int(2, 7), ...values.map((one) => int(7, one)), field(8, name)]);

/** A TensorProto whose values lie in another file. */
export function external(name: string, location: string, elements: number, offset = 0): Buffer {
  const entry = (key: string, text: string): Buffer =>
    field(13, Buffer.concat([field(1, key), field(2, text)]));
  return Buffer.concat([
    int(1, elements),
    int(2, 1),
    field(8, name),
    entry('location', location),
    entry('offset', String(offset)),
    entry('length', String(4 * elements)),
    int(14, 1),
  ]);
}

/** Writes a model into a folder and gives its path. */
export function modelFile(folder: string, parts: Parts = {}, name = 'model.onnx'): string {
  const path = join(folder, name);
  writeFileSync(path, model(parts));
  return path;
}
