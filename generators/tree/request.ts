/** The request that a product's README shows: what stands behind the address in a call of curl. */
import type { OnnxValue } from '../inspect/onnx/values.ts';
import type { ModelSpec, OnnxSpec } from '../spec.ts';
import { rowsOf } from './kind.ts';

/** More values than these are no longer read in a README: they are sent as files. */
const MOST_VALUES = 64;

const ONE = 'The train was late, but the trip was lovely.';
const OTHER = 'We waited long, and it was worth it.';
const NAMES = 'Ada Lovelace was born in London.';

/** One that runs as it stands; where a file is sent, with a name to be replaced. */
export function exampleRequest(spec: ModelSpec): string {
  const rows = rowsOf(spec);
  if (rows !== null)
    return json(Object.fromEntries(rows.features.map(({ field, example }) => [field, example])));
  const { steps, model } = spec as OnnxSpec;
  if (steps.image !== undefined) return '-F image=@picture.jpg';
  if (steps.audio !== undefined) return '-F audio=@sound.wav';
  if (steps.text !== undefined) return json(aboutTexts(spec.task));
  if (model.inputs.some((input) => !isShort(input)))
    return model.inputs.map(({ name }) => `-F ${quoted(`${name}=@${name}.npy`)}`).join(' ');
  return json({ inputs: Object.fromEntries(model.inputs.map((input) => [input.name, zeros(input)])) });
}

function aboutTexts(task: string): object {
  if (task === 'embedding') return { texts: [ONE, OTHER] };
  return { text: task === 'token-classification' ? NAMES : ONE };
}

/** A dimension that may be any is one. */
const sizesOf = ({ shape }: OnnxValue) =>
  (shape ?? []).map((size) => (typeof size === 'number' && size >= 0 ? size : 1));

const isShort = (input: OnnxValue) => sizesOf(input).reduce((count, size) => count * size, 1) <= MOST_VALUES;

function zeros(input: OnnxValue): unknown {
  const nothing = input.type === 'string' ? '' : input.type === 'bool' ? false : 0;
  return sizesOf(input).reduceRight<unknown>(
    (inner, size) => Array.from({ length: size }, () => inner),
    nothing,
  );
}

const json = (body: object) => `-H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
