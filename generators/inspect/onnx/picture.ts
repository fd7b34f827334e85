/** From a picture to the numbers that a model takes: size, colours, mean and standard deviation. */
import { UserError } from '../../errors.ts';
import type { ImageSteps, OnnxTask } from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import {
  BYTE,
  filterOf,
  flipsColours,
  preparedByUltralytics,
  preparedNumbers,
  preparedSize,
} from './preprocessor.ts';
import { classesOf } from './scores.ts';
import { type Guess, type Habits, type StepAnswers, unfit } from './step-answers.ts';
import { isFloat, pictureOf } from './task.ts';

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Presets: what a byte is multiplied by, then the mean and standard deviation of each channel. */
const PRESETS: Readonly<Record<string, Pick<ImageSteps, 'scale' | 'mean' | 'std'>>> = {
  imagenet: { scale: BYTE, ...IMAGENET },
  '0-1': { scale: BYTE, mean: [0], std: [1] },
  '-1-1': { scale: BYTE, mean: [0.5], std: [0.5] },
  none: { scale: 1, mean: [0], std: [1] },
};

/** Bytes from -128 on, as quantised networks take them. */
const SIGNED = { mean: [128] };

/** The preset that a picture is prepared with; undefined for numbers of its own. */
export function presetOf({ scale, mean, std }: ImageSteps): string | undefined {
  const same = (values: number[], wanted: number[]): boolean =>
    values.every((value, at) => value === wanted[wanted.length === 1 ? 0 : at]);
  const found = Object.entries(PRESETS).find(
    ([, preset]) => preset.scale === scale && same(mean, preset.mean) && same(std, preset.std),
  );
  return found?.[0];
}

/** @throws UserError where no input is a picture, or an answer does not fit it */
export function imageSteps(
  task: OnnxTask,
  { model, multiple }: ReadModel,
  files: Beside,
  answers: StepAnswers,
  habits: Habits,
  guesses: Guess[],
): ImageSteps {
  const { inputs, outputs, metadata } = model;
  const input = inputs.find((one) => pictureOf(one) !== null);
  const picture = input === undefined ? null : pictureOf(input);
  if (input === undefined || picture === null) throw whyNoPicture(task, inputs);
  const beside = { ...files, preprocessor: files.preprocessor ?? preparedByUltralytics(metadata) };
  const { preprocessor, config } = beside;
  const { layout } = picture;
  const usual = config?.num_channels === 1 || answers.colour === 'L' ? 1 : 3;
  const channels = picture.channels ?? usual;
  const [height, width] =
    layout === 'NCHW' ? (input.shape?.slice(-2) ?? []) : (input.shape?.slice(-3, -1) ?? []);
  const sides = [height ?? null, width ?? null];
  const isFree = task === 'image-to-image' && sides.every((side) => typeof side !== 'number');
  const size = sizeOf(sides, beside, answers, isFree ? null : usualSize(task), guesses);
  const padded = task === 'object-detection' && files.preprocessor === null;
  const keeps = isFree && size.height === null;
  const shape = keeps ? ownSize(model, multiple) : resizeOf(size, preprocessor, answers, padded, guesses);
  return {
    input: input.name,
    ...size,
    ...shape,
    filter: filterOf(preprocessor?.resample),
    colour: colourOf(channels, preprocessor, answers, habits, guesses),
    ...numbersOf(input, channels, classesOf(outputs), preprocessor, answers, habits, guesses),
    layout,
    type: input.type === 'float' ? 'float32' : input.type,
    ...(habits.padded && shape.resize === 'pad' ? { padded: habits.padded } : {}),
  };
}

function whyNoPicture(task: OnnxTask, inputs: readonly OnnxValue[]): UserError {
  for (const input of inputs) {
    const [batch, ...sides] = input.shape ?? [];
    if (typeof batch === 'number' && batch > 1 && pictureOf({ ...input, shape: [1, ...sides] }) !== null)
      return unfit(
        task,
        `${input.name} takes ${batch} pictures at once, never one alone`,
        'Export it with a free batch dimension, or leave --task out: it is asked as tensors then.',
      );
  }
  return unfit(
    task,
    'none of its inputs is a picture: [batch, channels, height, width] with one or three channels',
  );
}

/** The usual side, where nothing says it. */
function usualSize(task: OnnxTask): number {
  if (task === 'object-detection') return 640;
  return task === 'image-to-image' ? 512 : 224;
}

/** Pixels of the largest picture that a model sees as it is, and of the smallest such bound for a large model. */
const MOST_PIXELS = 1 << 20;
const FEWEST_PIXELS = 1 << 16;
/** Multiplications that two processors do in some ten seconds: each weight counts once for each pixel, if nothing shrinks. */
const MOST_PRODUCTS = 1e12;
/** Borders that a model mirrors must be smaller than the picture. */
const LEAST_SIDE = 64;

/** As large as it was sent: lengthened to what the strides need, made smaller only where it would take too long. */
function ownSize(
  { operators: { 'ai.onnx': operators = [] }, parameters }: OnnxModel,
  multiple: number,
): Pick<ImageSteps, 'resize' | 'short_side' | 'multiple' | 'least' | 'most_pixels'> {
  const has = (name: string): boolean => operators.includes(name);
  // Pieces that a model cuts a picture into (windows, shuffled pixels) are told by no stride; 8 fits most of them.
  const cuts = has('Reshape') && has('Transpose') && multiple % 8 !== 0;
  const products = MOST_PRODUCTS / Math.max(parameters, 1);
  const most = multiple > 1 ? MOST_PIXELS : Math.min(MOST_PIXELS, Math.max(FEWEST_PIXELS, products));
  return {
    resize: 'own',
    short_side: null,
    multiple: cuts ? multiple * 8 : multiple,
    least: has('Pad') || multiple > 1 ? LEAST_SIDE : 1,
    most_pixels: Math.round(most),
  };
}

function sizeOf(
  shape: (number | string | null)[],
  { preprocessor, config }: Beside,
  { size: asked }: StepAnswers,
  usual: number | null,
  guesses: Guess[],
): Pick<ImageSteps, 'height' | 'width'> {
  const fixed = shape.map((length) => (typeof length === 'number' ? length : null));
  const [wantedHeight, wantedWidth = wantedHeight] = asked ? asked.split('x').map(Number) : [];
  if (wantedHeight !== undefined && wantedWidth !== undefined) {
    const clash = [wantedHeight, wantedWidth].some(
      (length, at) => fixed[at] !== null && fixed[at] !== length,
    );
    if (clash)
      throw new UserError(
        'bad-value',
        `--size is ${asked}, but the model takes ${fixed[0] ?? '?'}x${fixed[1] ?? '?'}.`,
        {
          hint: 'Leave --size out: the file says it.',
        },
      );
    return { height: wantedHeight, width: wantedWidth };
  }
  if (fixed[0] !== null && fixed[1] !== null) return { height: fixed[0] ?? null, width: fixed[1] ?? null };
  const said = preparedSize(preprocessor ?? { size: config?.image_size });
  const height = fixed[0] ?? said.height;
  const width = fixed[1] ?? said.width;
  if (height !== null && width !== null) return { height, width };
  if (usual !== null) guesses.push('size');
  return { height: fixed[0] ?? usual, width: fixed[1] ?? usual };
}

function resizeOf(
  { height, width }: Pick<ImageSteps, 'height' | 'width'>,
  preprocessor: Beside['preprocessor'],
  { resize }: StepAnswers,
  padded: boolean,
  guesses: Guess[],
): Pick<ImageSteps, 'resize' | 'short_side'> {
  if (height === null || width === null) return { resize: 'none', short_side: null };
  const prepared = preprocessor === null ? null : preparedSize(preprocessor);
  const whole = padded ? 'pad' : 'stretch';
  const usual = prepared?.crops ? 'crop' : whole;
  if (!resize && !padded && prepared === null) guesses.push('resize');
  const chosen = (resize ?? usual) as ImageSteps['resize'];
  const short = Math.max(prepared?.shortSide ?? 0, height, width);
  return { resize: chosen, short_side: chosen === 'crop' ? short : null };
}

function colourOf(
  channels: number,
  preprocessor: Beside['preprocessor'],
  { colour }: StepAnswers,
  habits: Habits,
  guesses: Guess[],
): ImageSteps['colour'] {
  const grey = channels === 1;
  if (colour && (colour === 'L') !== grey)
    throw new UserError(
      'bad-value',
      `--colour is ${colour}, but the model takes ${channels === 1 ? 'one channel' : 'three channels'}.`,
      {
        hint: grey ? 'Of one channel it is L.' : 'Of three channels it is RGB or BGR.',
      },
    );
  if (!colour && !grey && preprocessor === null) guesses.push('colour');
  const usual = preprocessor !== null && flipsColours(preprocessor) ? 'BGR' : (habits.colour ?? 'RGB');
  return (colour ?? (grey ? 'L' : usual)) as ImageSteps['colour'];
}

/** What bytes become. Whole numbers go in as they are; else the preset that was said, or that the files beside it say. */
function numbersOf(
  input: OnnxValue,
  channels: number,
  classes: number | null,
  preprocessor: Beside['preprocessor'],
  answers: StepAnswers,
  habits: Habits,
  guesses: Guess[],
): Pick<ImageSteps, 'scale' | 'mean' | 'std'> {
  const each = (values: number[]): number[] =>
    values.length === 1 ? new Array<number>(channels).fill(values[0] ?? 0) : values.slice(0, channels);
  const filled = ({ scale, mean, std }: Pick<ImageSteps, 'scale' | 'mean' | 'std'>) => ({
    scale,
    mean: each(mean),
    std: each(std),
  });
  const { normalise, mean, std } = answers;
  if (mean || std) {
    const numbers = (text: string | null | undefined, none: number): number[] =>
      perChannel(text?.split(',').map(Number) ?? [none], channels);
    const largest = Math.max(...numbers(mean, 0), ...numbers(std, 1));
    return filled({ scale: largest > 2 ? 1 : BYTE, mean: numbers(mean, 0), std: numbers(std, 1) });
  }
  const preset = normalise ? PRESETS[normalise] : undefined;
  if (preset !== undefined) return filled(preset);
  if (!isFloat(input))
    return filled({ ...PRESETS.none, ...(input.type === 'int8' ? SIGNED : {}) } as ImageSteps);
  const prepared = preprocessor === null ? null : preparedNumbers(preprocessor);
  if (prepared !== null) return filled(prepared);
  guesses.push('normalise');
  const isImagenet = classes !== null && classes >= 1000 && classes <= 1001 && channels === 3;
  return filled(PRESETS[habits.normalise ?? (isImagenet ? 'imagenet' : '0-1')] as ImageSteps);
}

/** One number for all channels, or one for each. @throws UserError */
function perChannel(values: number[], channels: number): number[] {
  if (values.length === 1 || values.length === channels) return values;
  throw new UserError(
    'bad-value',
    `--mean and --std take one number or ${channels}, one a channel; here are ${values.length}.`,
    { hint: 'For example --mean 0.5,0.5,0.5 --std 0.5,0.5,0.5' },
  );
}
