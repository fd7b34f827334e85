/** From a picture to the numbers that a model takes: size, colours, mean and standard deviation. */
import { UserError } from '../../errors.ts';
import type { ImageSteps, OnnxTask } from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { OnnxModel, OnnxValue } from './model.ts';
import { classesOf } from './scores.ts';
import { asNumber, asRecord, type Guess, type StepAnswers, unfit } from './step-answers.ts';
import { isFloat, pictureOf } from './task.ts';

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const BYTE = 1 / 255;

/** Presets: what a byte is multiplied by, then the mean and standard deviation of each channel. */
const PRESETS: Readonly<Record<string, Pick<ImageSteps, 'scale' | 'mean' | 'std'>>> = {
  imagenet: { scale: BYTE, ...IMAGENET },
  '0-1': { scale: BYTE, mean: [0], std: [1] },
  '-1-1': { scale: BYTE, mean: [0.5], std: [0.5] },
  none: { scale: 1, mean: [0], std: [1] },
};
/** @throws UserError where no input is a picture, or an answer does not fit it */
export function imageSteps(
  task: OnnxTask,
  { inputs, outputs, operators }: OnnxModel,
  { preprocessor }: Beside,
  answers: StepAnswers,
  guesses: Guess[],
): ImageSteps {
  const input = inputs.find((one) => pictureOf(one) !== null);
  const picture = input === undefined ? null : pictureOf(input);
  if (input === undefined || picture === null)
    throw unfit(
      task,
      'none of its inputs is a picture: [batch, channels, height, width] with one or three channels',
    );
  const { layout, channels } = picture;
  const [height, width] =
    layout === 'NCHW' ? (input.shape?.slice(2) ?? []) : (input.shape?.slice(1, 3) ?? []);
  const size = sizeOf(
    [height ?? null, width ?? null],
    preprocessor,
    answers,
    usualSize(task, operators),
    guesses,
  );
  const shape = resizeOf(size, preprocessor, answers, task);
  return {
    input: input.name,
    ...size,
    ...shape,
    filter: filterOf(preprocessor),
    colour: colourOf(channels, answers),
    ...numbersOf(input, channels, classesOf(outputs), preprocessor, answers, guesses),
    layout,
    type: input.type === 'float' ? 'float32' : input.type,
  };
}

/** The usual side, where nothing says it. Pictures to pictures go as large as they are, unless the way leads through smaller ones. */
function usualSize(task: OnnxTask, { 'ai.onnx': operators = [] }: OnnxModel['operators']): number | null {
  if (task === 'object-detection') return 640;
  if (task !== 'image-to-image') return 224;
  const shrinks = operators.some((name) =>
    /^(Resize|Upsample|ConvTranspose|MaxPool|AveragePool)$/.test(name),
  );
  return shrinks ? 512 : null;
}

function sizeOf(
  shape: (number | string | null)[],
  preprocessor: Beside['preprocessor'],
  { size: asked }: StepAnswers,
  usual: number | null,
  guesses: Guess[],
): Pick<ImageSteps, 'height' | 'width'> {
  const fixed = shape.map((length) => (typeof length === 'number' ? length : null));
  const said = asked ? asked.split('x').map(Number) : [];
  const [wantedHeight, wantedWidth = wantedHeight] = said;
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
  const named = { ...asRecord(preprocessor?.size), ...asRecord(preprocessor?.crop_size) };
  const square =
    asNumber(preprocessor?.size) ?? asNumber(preprocessor?.crop_size) ?? asNumber(named.shortest_edge);
  const height = fixed[0] ?? asNumber(named.height) ?? square;
  const width = fixed[1] ?? asNumber(named.width) ?? square;
  if (height !== null && width !== null) return { height, width };
  if (usual !== null) guesses.push('size');
  return { height: fixed[0] ?? usual, width: fixed[1] ?? usual };
}

function resizeOf(
  { height, width }: Pick<ImageSteps, 'height' | 'width'>,
  preprocessor: Beside['preprocessor'],
  { resize }: StepAnswers,
  task: OnnxTask,
): Pick<ImageSteps, 'resize' | 'short_side'> {
  if (height === null || width === null) return { resize: 'none', short_side: null };
  const shortest = asNumber(asRecord(preprocessor?.size).shortest_edge);
  const crops = preprocessor?.do_center_crop === true;
  const usual = crops ? 'crop' : task === 'object-detection' && preprocessor === null ? 'pad' : 'stretch';
  const chosen = (resize ?? usual) as ImageSteps['resize'];
  return { resize: chosen, short_side: chosen === 'crop' ? Math.max(shortest ?? 0, height, width) : null };
}

/** Pillow's numbers of its filters, as preprocessor_config.json has them. */
function filterOf(preprocessor: Beside['preprocessor']): ImageSteps['filter'] {
  const filters = ['nearest', 'lanczos', 'bilinear', 'bicubic'] as const;
  return filters[Number(preprocessor?.resample ?? 2)] ?? 'bilinear';
}

function colourOf(channels: number, { colour }: StepAnswers): ImageSteps['colour'] {
  const grey = channels === 1;
  if (colour && (colour === 'L') !== grey)
    throw new UserError(
      'bad-value',
      `--colour is ${colour}, but the model takes ${channels === 1 ? 'one channel' : 'three channels'}.`,
      {
        hint: grey ? 'Of one channel it is L.' : 'Of three channels it is RGB or BGR.',
      },
    );
  return (colour ?? (grey ? 'L' : 'RGB')) as ImageSteps['colour'];
}

/** What bytes become. Whole numbers go in as they are; else the preset that was said, or that the files beside it say. */
function numbersOf(
  input: OnnxValue,
  channels: number,
  classes: number | null,
  preprocessor: Beside['preprocessor'],
  answers: StepAnswers,
  guesses: Guess[],
): Pick<ImageSteps, 'scale' | 'mean' | 'std'> {
  const each = (values: number[]): number[] => {
    if (values.length === channels) return values;
    return values.length === 1
      ? new Array<number>(channels).fill(values[0] ?? 0)
      : (values.slice(0, channels) as number[]);
  };
  const filled = ({ scale, mean, std }: Pick<ImageSteps, 'scale' | 'mean' | 'std'>) => ({
    scale,
    mean: each(mean),
    std: each(std),
  });
  const { normalise, mean, std } = answers;
  if (mean || std) {
    const numbers = (text: string | null | undefined, none: number): number[] =>
      text?.split(',').map(Number) ?? [none];
    const largest = Math.max(...numbers(mean, 0), ...numbers(std, 1));
    return filled({ scale: largest > 2 ? 1 : BYTE, mean: numbers(mean, 0), std: numbers(std, 1) });
  }
  const preset = normalise ? PRESETS[normalise] : undefined;
  if (preset !== undefined) return filled(preset);
  if (!isFloat(input)) return filled(PRESETS.none as ImageSteps);
  if (preprocessor !== null) return filled(preprocessed(preprocessor));
  guesses.push('normalise');
  return filled(
    PRESETS[
      classes !== null && classes >= 1000 && classes <= 1001 && channels === 3 ? 'imagenet' : '0-1'
    ] as ImageSteps,
  );
}

function preprocessed(preprocessor: Record<string, unknown>): Pick<ImageSteps, 'scale' | 'mean' | 'std'> {
  const { do_rescale = true, rescale_factor, do_normalize, image_mean, image_std } = preprocessor;
  const isList = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((one) => typeof one === 'number');
  const normalises = do_normalize !== false && isList(image_mean) && isList(image_std);
  return {
    scale: do_rescale === false ? 1 : (asNumber(rescale_factor) ?? BYTE),
    mean: normalises ? image_mean : [0],
    std: normalises ? image_std : [1],
  };
}
