/** What a model is for, concluded from its inputs and outputs and from the files beside it; always with a reason. */
import type { OnnxTask } from '../../spec.ts';
import { type Beside, withoutTokenizer } from './beside.ts';
import { areDistances, countsFromCells } from './boxes.ts';
import { widthOf } from './columns.ts';
import { mapOf } from './maps.ts';
import type { Dimension, OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { endsInProbabilities, scoresOf } from './scores.ts';

export interface Conclusion {
  task: OnnxTask;
  /** In words for people; goes on after "because". */
  reason: string;
}

type Evidence = OnnxModel & Pick<ReadModel, 'edges' | 'words'> & { beside: Beside };
type Rule = (evidence: Evidence) => Conclusion | null;

/** The task that the first fitting rule concludes; with none, the tensors themselves are asked for and shown. */
export function concludeTask({ model, edges, words }: ReadModel, beside: Beside): Conclusion {
  const evidence = { ...model, edges, words, beside };
  for (const rule of RULES) {
    const found = rule(evidence);
    if (found !== null) return found;
  }
  return { task: 'tensor', reason: whyTensor(model) };
}

/** What keeps a model from being asked as anything more. */
function whyTensor({ inputs }: OnnxModel): string {
  const [first, ...others] = inputs;
  if (first === undefined) return 'it has no inputs';
  if (others.length > 0) return `it takes ${inputs.length} inputs that belong together`;
  if (first.shape === null) return `nothing is known of the shape of ${first.name}`;
  const [batch] = first.shape;
  if (first.shape.length > 1 && typeof batch === 'number' && batch !== 1)
    return `${first.name} takes ${batch} at once, never one alone`;
  return 'nothing in its inputs and outputs says more than their shapes';
}

const IDS = /^(input_?ids|ids|tokens?|token_ids|input(_1)?)$/i;
const SOUND = /audio|waveform|speech|sound|pcm|samples|input_values|wav/i;
const FLOATS = new Set(['float', 'float16', 'bfloat16', 'double']);
/** More columns than this in one matrix are pixels or an embedding, not fields of a form. */
const MOST_COLUMNS = 300;

/** The input that takes a text's tokens: by its name, or the only one that may where a tokenizer lies beside the model. */
export function idsOf(inputs: readonly OnnxValue[], { tokenizer }: Beside): OnnxValue | null {
  const whole = inputs.filter(({ type, shape }) => /^int(32|64)$/.test(type) && shape?.length === 2);
  const named = whole.find(({ name }) => IDS.test(name));
  if (named !== undefined || tokenizer === null) return named ?? null;
  const [only, ...others] = whole.filter(({ name }) => !/mask|type|segment|position/i.test(name));
  return others.length === 0 && whole.length === inputs.length ? (only ?? null) : null;
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

/** Of a model that takes so many pictures and no other number, copies fill the rest; beyond this that costs too much. */
const MOST_TOGETHER = 64;

/** Whether each picture is answered by itself: outputs begin with as many as are taken at once. A clip has one answer. */
const answersEach = ({ shape }: OnnxValue, outputs: readonly OnnxValue[]): boolean =>
  shape?.length !== 4 || takesOne(shape) || outputs.every((one) => one.shape?.[0] === shape[0]);

export interface Picture {
  layout: 'NCHW' | 'NHWC';
  /** Null where the file leaves them free. */
  channels: 1 | 3 | null;
}

/** Exporters that leave every dimension free still name it, or the input. */
const CHANNELS = /^((num_?|n_?)?channels?|ch|c)$/i;
const PICTURE = /^(pixel_values|(input_)?(image|picture|img|photo)s?)$/i;

/** A picture without a batch around it, as torchvision's detectors take it: no series of numbers is so large both ways. */
const isBarePicture = ([channels, ...sides]: readonly Dimension[]): boolean =>
  channels === 3 && sides.length === 2 && sides.every((side) => typeof side !== 'number' || side >= 32);

/** Where the channels of a picture are, and how many; null if the input takes none. */
export function pictureOf({ name, type, shape }: OnnxValue): Picture | null {
  if (shape === null || !(FLOATS.has(type) || /^u?int(8|16|32|64)$/.test(type))) return null;
  if (isBarePicture(shape)) return { layout: 'NCHW', channels: 3 };
  if (shape.length !== 4 || Number(shape[0]) > MOST_TOGETHER) return null;
  const [, second, third, last] = shape;
  const isLarge = (length: unknown): boolean => typeof length !== 'number' || length > 4;
  const channelsOf = (length: Dimension | undefined): 1 | 3 | null | undefined => {
    if (length === 1 || length === 3) return length;
    return typeof length === 'string' && CHANNELS.test(length) ? null : undefined;
  };
  const first = channelsOf(second);
  if (first !== undefined && isLarge(third) && isLarge(last)) return { layout: 'NCHW', channels: first };
  const behind = channelsOf(last);
  if (behind !== undefined && isLarge(second) && isLarge(third)) return { layout: 'NHWC', channels: behind };
  const isFree = shape.every((length) => typeof length !== 'number');
  return isFree && PICTURE.test(name) ? { layout: 'NCHW', channels: null } : null;
}

/** The shapes of outputs that are boxes: names that say so, or a grid of 4 + classes (YOLO). */
function boxes(evidence: Evidence): string | null {
  const { outputs, metadata } = evidence;
  if (countsFromCells(evidence, evidence.edges))
    return `${outputs[0]?.name} has a row for each cell of 8, 16 and 32 pixels, as YOLOX leaves its boxes`;
  const named = outputs.find(({ name }) => /box|bbox|loc|detection/i.test(name));
  if (named !== undefined) return `the output ${named.name} is called like boxes`;
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

/** What Ultralytics calls its tasks, and no page draws: masks, joints, turned boxes. */
const UNDRAWN = /^(segment|pose|obb)$/;

/** Hugging Face's names of what a model is for. */
const SPECIES: readonly [name: RegExp, task: OnnxTask][] = [
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForTokenClassification$/, 'token-classification'],
  [/ForImageClassification$/, 'image-classification'],
  [/ForObjectDetection$/, 'object-detection'],
  [/(ForAudioClassification|(Wav2Vec2|Hubert|WavLM|UniSpeech)\w*ForSequenceClassification)$/, 'audio'],
  [
    /(LMHeadModel|ForMaskedLM|ForCausalLM|ForConditionalGeneration|ForQuestionAnswering|ForCTC|ForMultipleChoice|For\w*Segmentation)$/,
    'tensor',
  ],
  [/For(SemanticSegmentation|DepthEstimation)$/, 'image-to-image'],
];

const bySpecies: Rule = ({ beside, inputs }) => {
  const { config } = beside;
  const [architecture] = Array.isArray(config?.architectures) ? (config.architectures as unknown[]) : [];
  if (typeof architecture !== 'string') return null;
  const named = SPECIES.findLast(([name]) => name.test(architecture));
  if (named === undefined) return null;
  const [, task] = named;
  const reason = `config.json names it ${architecture}`;
  if (task === 'tensor')
    return { task, reason: `${reason}, and what such a model answers is shown as it is` };
  if (/^text-|^token-/.test(task) && idsOf(inputs, beside) === null) return null;
  return { task, reason };
};

const byTokens: Rule = ({ inputs, outputs, beside }) => {
  const ids = idsOf(inputs, beside);
  const [first] = outputs;
  if (ids === null || first === undefined) return null;
  if (beside.tokenizer === null)
    return {
      task: 'tensor',
      reason: `${ids.name} takes tokens, and ${withoutTokenizer(beside)}`,
    };
  const takes = `${ids.name} takes tokens`;
  const pooled = outputs.find(({ name }) => /embed|pooled/i.test(name));
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

/** Operators that cut or clean texts. */
const OF_TEXT = /^(Tokenizer|TfIdfVectorizer|String(Normalizer|Split)|RegexFullMatch|RegexReplace)$/;

/** A model that cuts texts into words itself; a column of a table has words that it knows one by one. */
const byText: Rule = ({ inputs, outputs, operators, words, classes, edges }) => {
  const text = textOf(inputs);
  const scores = scoresOf(outputs);
  if (text === null || scores === null || (scores.shape?.length ?? 2) > 2) return null;
  const isCut = Object.values(operators).some((names) => names.some((name) => OF_TEXT.test(name)));
  if (words.has(text.name) && !isCut) return null;
  const takes = `${text.name}, its only input, takes text`;
  const isLearnt = 'ai.onnx.ml' in operators || isCut;
  const isClasses =
    outputs.length > 1 || classes !== null || /map/.test(scores.type) || endsInProbabilities(scores, edges);
  if (isLearnt && !isClasses)
    return { task: 'tensor', reason: `${takes}, but ${scores.name} is neither classes nor probabilities` };
  return { task: 'text-classification', reason: takes };
};

/** One row of samples: [samples], [batch, samples] or [batch, 1, samples]. */
export function isSamples({ shape }: OnnxValue): boolean {
  if (shape === null || shape.length < 1 || shape.length > 3) return false;
  const channels = shape.length === 3 ? shape[1] : 1;
  return channels === 1 || channels === null || (typeof channels === 'string' && CHANNELS.test(channels));
}

/** A sound that was turned into a picture of its tones: which numbers that takes, no file says. */
const SPECTRUM = /mel|spectr|mfcc|fbank/i;

const bySound: Rule = ({ inputs, outputs }) => {
  const [sound, ...others] = inputs.filter(isFloat);
  if (sound === undefined || others.length > 0 || inputs.length > 1 || !isSamples(sound)) return null;
  const length = sound.shape?.at(-1);
  if (!SOUND.test(sound.name)) {
    const seconds = Number(length) / USUAL_RATE;
    if (!WHOLE_SECONDS.has(seconds) || outputs[0]?.shape?.length !== 2) return null;
    const reason = `${sound.name} is one row of ${length} samples: ${seconds} s at 16,000 a second`;
    return { task: 'audio', reason };
  }
  const free = typeof length !== 'number' || length >= 400;
  if (!free || (outputs[0]?.shape?.length ?? 2) > 3) return null;
  return { task: 'audio', reason: `${sound.name} is called like a sound, and is one row of samples` };
};

/** Samples a second, as speech is recorded; and how many seconds models that take no other length are made for. */
const USUAL_RATE = 16_000;
const WHOLE_SECONDS = new Set([1, 2, 3, 4, 5, 10, 30]);

/** A length that changes with what is asked, and so no number of classes. */
const SEQUENCE = /seq|len|time|steps/i;

const byPicture: Rule = (evidence) => {
  const [picture, ...others] = evidence.inputs;
  const [first] = evidence.outputs;
  if (picture === undefined || others.length > 0 || first === undefined) return null;
  const found = pictureOf(picture);
  if (found === null || !answersEach(picture, evidence.outputs)) return null;
  if (SPECTRUM.test(picture.name))
    return { task: 'tensor', reason: `${picture.name} is called like the spectrum of a sound` };
  const kind = evidence.metadata.task ?? '';
  if (UNDRAWN.test(kind)) return { task: 'tensor', reason: `its metadata says "${kind}"` };
  const takes = `${picture.name} is [${words(picture)}], as a picture${found.channels === null ? '' : ` of ${found.channels === 1 ? 'one channel' : 'three channels'}`}`;
  if (areDistances(evidence.outputs))
    return {
      task: 'tensor',
      reason: `${takes}, but its boxes are told as distances from places that the file does not name`,
    };
  const map = mapOf(evidence, found, evidence.beside);
  // Three dimensions of which two are the picture's own sides are no list of boxes.
  const boxed = map !== null && first.shape?.length === 3 ? null : boxes(evidence);
  if (boxed !== null) return { task: 'object-detection', reason: `${takes}, and ${boxed}` };
  const shape = first.shape ?? [];
  const isList = shape.length === 2 && !SEQUENCE.test(String(shape[1]));
  const flat = isList || (shape.length === 4 && shape[2] === 1 && shape[3] === 1);
  const vector = evidence.outputs.find(({ name }) => /embed|feature|pooled/i.test(name));
  if (flat && evidence.outputs.length === 1 && vector !== undefined)
    return { task: 'embedding', reason: `${takes}, and ${vector.name} is where a picture lies` };
  if (flat)
    return { task: 'image-classification', reason: `${takes}, and ${first.name} has one number a class` };
  if (map !== null) return { task: 'image-to-image', reason: `${takes}, and ${map.reason}` };
  if (evidence.outputs.length === 1 && pictureOf(first) !== null)
    return { task: 'image-to-image', reason: `${takes}, and so is ${first.name}` };
  return null;
};

const byRows: Rule = ({ inputs, outputs, operators, producer }) => {
  const [first] = outputs;
  if (inputs.length === 0 || first === undefined) return null;
  const learnt = 'ai.onnx.ml' in operators || /skl2onnx|onnxmltools|hummingbird/i.test(producer.name);
  const maker = /skl2onnx/i.test(producer.name) ? 'scikit-learn' : producer.name || 'a library for tables';
  const widths = inputs.map(widthOf);
  const count = widths.reduce<number>((sum, width) => sum + (width ?? Number.POSITIVE_INFINITY), 0);
  const isSeparate = inputs.length === 1 || widths.every((width) => width === 1);
  if (!inputs.every(isPlain) || count > MOST_COLUMNS || !(isSeparate || learnt)) return null;
  if (!inputs.every(({ shape }) => takesOne(shape ?? []))) return null;
  const answers = first.shape === null || first.shape.length <= 2;
  if (!answers) return null;
  const [only] = inputs;
  const of = only?.type === 'string' ? 'texts' : 'numbers';
  const together =
    inputs.length === 1 ? `a row of ${count} ${of}` : `${count} columns in ${inputs.length} inputs`;
  const row = count > inputs.length ? together : `${count} ${count === 1 ? 'column' : 'columns'}`;
  const made = learnt ? `, and it was made by ${maker}` : '';
  return { task: 'tabular', reason: `it takes ${row}${made}` };
};

/** Numbers, yes/no or text, as cells are. */
const isPlain = ({ type }: OnnxValue): boolean =>
  /^(float|double|int(8|16|32|64)|uint(8|16|32|64)|bool|string)$/.test(type);

const words = ({ shape }: OnnxValue): string => (shape ?? []).map((length) => length ?? '?').join(', ');

const RULES: readonly Rule[] = [bySpecies, byTokens, byText, bySound, byPicture, byRows];
