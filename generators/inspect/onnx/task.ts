/** What a model is for, concluded from its inputs and outputs and from the files beside it; always with a reason. */
import type { OnnxTask } from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { Dimension, OnnxModel, OnnxValue } from './model.ts';

export interface Conclusion {
  task: OnnxTask;
  /** In words for people; goes on after "because". */
  reason: string;
}

type Evidence = OnnxModel & { beside: Beside };
type Rule = (evidence: Evidence) => Conclusion | null;

/** The task that the first fitting rule concludes; with none, the tensors themselves are asked for and shown. */
export function concludeTask(model: OnnxModel, beside: Beside): Conclusion {
  const evidence = { ...model, beside };
  for (const rule of RULES) {
    const found = rule(evidence);
    if (found !== null) return found;
  }
  return { task: 'tensor', reason: 'nothing in its inputs and outputs says more than their shapes' };
}

const IDS = /^(input_?ids|ids|tokens?|token_ids|input_1?)$/i;
const SOUND = /audio|waveform|speech|sound|pcm|samples|input_values|wav/i;
const FLOATS = new Set(['float', 'float16', 'bfloat16', 'double']);
/** More columns than this in one matrix are pixels or an embedding, not fields of a form. */
const MOST_COLUMNS = 300;

/** The input that takes a text's tokens. */
export function idsOf(inputs: readonly OnnxValue[]): OnnxValue | null {
  const whole = inputs.filter(({ type, shape }) => /^int(32|64)$/.test(type) && shape?.length === 2);
  return whole.find(({ name }) => IDS.test(name)) ?? null;
}

/** The only input, if it takes texts as they are: [N] or [N, 1]. */
export function textOf([first, ...others]: readonly OnnxValue[]): OnnxValue | null {
  if (first?.type !== 'string' || others.length > 0) return null;
  const { shape } = first;
  const isList = shape === null || shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  return isList ? first : null;
}

export const isFloat = ({ type }: OnnxValue): boolean => FLOATS.has(type);

/** Whether one picture, text or row can be asked alone: the batch is free, or one. */
const takesOne = ([batch]: readonly Dimension[]): boolean => typeof batch !== 'number' || batch === 1;

/** Where the channels of a picture are, and how many; null if the input takes none. */
export function pictureOf({ type, shape }: OnnxValue): { layout: 'NCHW' | 'NHWC'; channels: number } | null {
  if (shape?.length !== 4 || !(FLOATS.has(type) || type === 'uint8') || !takesOne(shape)) return null;
  const [, second, third, last] = shape;
  const isChannels = (length: unknown): boolean => length === 1 || length === 3;
  const isLarge = (length: unknown): boolean => typeof length !== 'number' || length > 4;
  if (isChannels(second) && isLarge(third) && isLarge(last))
    return { layout: 'NCHW', channels: Number(second) };
  if (isChannels(last) && isLarge(second) && isLarge(third))
    return { layout: 'NHWC', channels: Number(last) };
  return null;
}

/** The shapes of outputs that are boxes: names that say so, or a grid of 4 + classes (YOLO). */
function boxes({ outputs, metadata }: OnnxModel): string | null {
  const named = outputs.filter(({ name }) => /box|bbox|loc|detection/i.test(name));
  if (named.length > 0) return `the output ${(named[0] as OnnxValue).name} is called like boxes`;
  if (metadata.task === 'detect') return 'its metadata says "detect"';
  const [only] = outputs;
  if (outputs.length !== 1 || only?.shape?.length !== 3) return null;
  const [, second, third] = only.shape;
  const grid = typeof second === 'number' && typeof third === 'number' ? [second, third] : [];
  const many = Math.max(...grid, 0);
  const few = Math.min(...grid, many);
  return many >= 300 && few >= 5 && few < many
    ? `its output has ${many} rows of ${few}, as boxes with classes`
    : null;
}

const bySpecies: Rule = ({ beside: { config }, inputs }) => {
  const [architecture] = Array.isArray(config?.architectures) ? (config.architectures as unknown[]) : [];
  if (typeof architecture !== 'string') return null;
  const reason = `config.json names it ${architecture}`;
  const isText = idsOf(inputs) !== null;
  if (/ForSequenceClassification$/.test(architecture) && isText)
    return { task: 'text-classification', reason };
  if (/ForTokenClassification$/.test(architecture) && isText) return { task: 'token-classification', reason };
  if (/ForImageClassification$/.test(architecture)) return { task: 'image-classification', reason };
  if (/ForObjectDetection$/.test(architecture)) return { task: 'object-detection', reason };
  if (/ForAudioClassification$/.test(architecture)) return { task: 'audio', reason };
  return null;
};

const byTokens: Rule = ({ inputs, outputs, beside }) => {
  const ids = idsOf(inputs);
  const [first] = outputs;
  if (ids === null || first === undefined) return null;
  if (beside.tokenizer === null)
    return {
      task: 'tensor',
      reason: `${ids.name} takes tokens, and there is no tokenizer.json or vocab.txt beside the model to make them`,
    };
  const takes = `${ids.name} takes tokens`;
  const pooled = outputs.find(({ name }) => /sentence_embedding|pooled|embedding/i.test(name));
  const hidden = /last_hidden_state|hidden|token_embeddings/i.test(first.name);
  if (pooled !== undefined || hidden)
    return { task: 'embedding', reason: `${takes}, and ${(pooled ?? first).name} is where a text lies` };
  const rank = first.shape?.length;
  const last = first.shape?.at(-1);
  if (rank === 2)
    return { task: 'text-classification', reason: `${takes}, and ${first.name} has one row a text` };
  if (rank === 3 && typeof last === 'number' && last <= 200)
    return { task: 'token-classification', reason: `${takes}, and ${first.name} has one row a token` };
  if (rank === 3) return { task: 'embedding', reason: `${takes}, and ${first.name} has a vector a token` };
  return null;
};

/** A model that cuts texts into words itself. */
const byText: Rule = ({ inputs, outputs }) => {
  const text = textOf(inputs);
  const scores = outputs.find((one) => /^float|^sequence\(map/.test(one.type)) ?? outputs[0];
  if (text === null || scores === undefined || (scores.shape?.length ?? 2) > 2) return null;
  return { task: 'text-classification', reason: `${text.name}, its only input, takes text` };
};

const bySound: Rule = ({ inputs, outputs }) => {
  const [sound, ...others] = inputs.filter(isFloat);
  if (sound === undefined || others.length > 0 || inputs.length > 1 || !SOUND.test(sound.name)) return null;
  const rank = sound.shape?.length ?? 0;
  const free = typeof sound.shape?.at(-1) !== 'number' || Number(sound.shape.at(-1)) >= 400;
  if (rank < 1 || rank > 3 || !free || (outputs[0]?.shape?.length ?? 2) > 3) return null;
  return { task: 'audio', reason: `${sound.name} is called like a sound, and is one row of samples` };
};

const byPicture: Rule = (evidence) => {
  const [picture, ...others] = evidence.inputs;
  const [first] = evidence.outputs;
  if (picture === undefined || others.length > 0 || first === undefined) return null;
  const found = pictureOf(picture);
  if (found === null) return null;
  const takes = `${picture.name} is [${words(picture)}], as a picture of ${found.channels === 1 ? 'one channel' : 'three channels'}`;
  const boxed = boxes(evidence);
  if (boxed !== null) return { task: 'object-detection', reason: `${takes}, and ${boxed}` };
  const shape = first.shape ?? [];
  const flat = shape.length === 2 || (shape.length === 4 && shape[2] === 1 && shape[3] === 1);
  if (flat)
    return { task: 'image-classification', reason: `${takes}, and ${first.name} has one number a class` };
  if (evidence.outputs.length === 1 && pictureOf(first) !== null)
    return { task: 'image-to-image', reason: `${takes}, and so is ${first.name}` };
  return null;
};

const byRows: Rule = ({ inputs, outputs, operators, producer }) => {
  const [first] = outputs;
  if (inputs.length === 0 || first === undefined) return null;
  const learnt = 'ai.onnx.ml' in operators || /skl2onnx|onnxmltools|hummingbird/i.test(producer.name);
  const maker = /skl2onnx/i.test(producer.name) ? 'scikit-learn' : producer.name || 'a library for tables';
  const [matrix] = inputs;
  const width = inputs.length === 1 && matrix?.shape?.length === 2 ? matrix.shape[1] : null;
  const isMatrix = typeof width === 'number' && width <= MOST_COLUMNS && isPlain(matrix as OnnxValue);
  const isColumns =
    inputs.every((one) => isPlain(one) && one.shape?.length === 2 && one.shape[1] === 1) &&
    inputs.length <= MOST_COLUMNS;
  if (!(isMatrix || isColumns) || !inputs.every(({ shape }) => takesOne(shape ?? []))) return null;
  const answers = first.shape === null || first.shape.length <= 2;
  if (!answers) return null;
  const row = isMatrix && inputs.length === 1 ? `a row of ${width} numbers` : `${inputs.length} columns`;
  const made = learnt ? `, and it was made by ${maker}` : '';
  return { task: 'tabular', reason: `it takes ${row}${made}` };
};

/** Numbers, yes/no or text, as cells are. */
const isPlain = ({ type }: OnnxValue): boolean =>
  /^(float|double|int(8|16|32|64)|uint(8|16|32|64)|bool|string)$/.test(type);

const words = ({ shape }: OnnxValue): string => (shape ?? []).map((length) => length ?? '?').join(', ');

const RULES: readonly Rule[] = [bySpecies, byTokens, byText, bySound, byPicture, byRows];
