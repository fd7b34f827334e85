/** The request in a product's README runs as it stands: checked here for its form, by the products' own tests for real. */
import { describe, expect, it } from 'vitest';
import type { OnnxValue } from '../../generators/inspect/onnx/values.ts';
import type { OnnxSpec } from '../../generators/spec.ts';
import { exampleRequest } from '../../generators/tree/request.ts';
import { PENGUINS } from './specs.ts';

const onnx = (task: string, steps: object, inputs: Partial<OnnxValue>[] = []): OnnxSpec =>
  ({ kind: 'onnx', task, steps, rows: null, model: { inputs } }) as unknown as OnnxSpec;

/** What follows -d, as JSON. */
const bodyOf = (request: string) => JSON.parse(/ -d '(.*)'$/.exec(request)?.[1] ?? '');

describe("the README's request", () => {
  it('is a row of the contract', () => {
    const body = bodyOf(exampleRequest(PENGUINS));
    expect(Object.keys(body)).toEqual(PENGUINS.features.map(({ field }) => field));
  });

  it('sends a file where pictures or sounds are asked about', () => {
    expect(exampleRequest(onnx('embedding', { image: {} }))).toBe('-F image=@picture.jpg');
    expect(exampleRequest(onnx('audio', { audio: {} }))).toBe('-F audio=@sound.wav');
  });

  it('sends two texts where they are compared, and names where names are found', () => {
    expect(bodyOf(exampleRequest(onnx('embedding', { text: {} }))).texts).toHaveLength(2);
    expect(bodyOf(exampleRequest(onnx('token-classification', { text: {} }))).text).toContain('London');
  });

  it("sends tensors of each input's shape and type", () => {
    const inputs = [
      { name: "it's", type: 'float', shape: ['batch', 2] },
      { name: 'flag', type: 'bool', shape: [] },
      { name: 'words', type: 'string', shape: [null] },
    ];
    const request = exampleRequest(onnx('tensor', {}, inputs));
    expect(request).toContain(`{"inputs":{"it'\\''s":[[0,0]],"flag":false,"words":[""]}}`);
  });

  it('sends files where a tensor is too long to be read', () => {
    const inputs = [
      { name: 'x', type: 'float', shape: [1, 3, 224, 224] },
      { name: 'n', type: 'int64', shape: [1] },
    ];
    expect(exampleRequest(onnx('tensor', {}, inputs))).toBe("-F 'x=@x.npy' -F 'n=@n.npy'");
  });
});
