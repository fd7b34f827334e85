/** What stands before and behind a model: proposed from the file and what lies beside it, overruled by answers. */
import { UserError } from '../../errors.ts';
import type {
  AudioSteps,
  BoxSteps,
  ImageSteps,
  OnnxTask,
  OutputSteps,
  Steps,
  TextSteps,
} from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { idsOf, isFloat, pictureOf } from './task.ts';

/** What the file cannot tell and an owner may say. */
export interface StepAnswers {
  size?: string | null | undefined;
  resize?: string | null | undefined;
  colour?: string | null | undefined;
  normalise?: string | null | undefined;
  mean?: string | null | undefined;
  std?: string | null | undefined;
  activation?: string | null | undefined;
  rate?: string | null | undefined;
}

/** The steps, and what in them is a guess that a person should confirm. */
export interface Proposed {
  steps: Steps;
  guesses: ('normalise' | 'size' | 'rate')[];
}

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const BYTE = 1 / 255;

/** Presets: what a byte is multiplied by, then the mean and standard deviation of each channel. */
export const PRESETS: Readonly<Record<string, Pick<ImageSteps, 'scale' | 'mean' | 'std'>>> = {
  imagenet: { scale: BYTE, ...IMAGENET },
  '0-1': { scale: BYTE, mean: [0], std: [1] },
  '-1-1': { scale: BYTE, mean: [0.5], std: [0.5] },
  none: { scale: 1, mean: [0], std: [1] },
};

/** @throws UserError for a task that the model's inputs or the files beside it do not allow */
export function proposeSteps(
  task: OnnxTask,
  { model, edges }: ReadModel,
  beside: Beside,
  answers: StepAnswers,
): Proposed {
  const guesses: Proposed['guesses'] = [];
  const steps: Steps = { task, model: '' };
  if (task.startsWith('image-') || task === 'object-detection')
    steps.image = imageSteps(task, model, beside, answers, guesses);
  const looks =
    task === 'embedding' && idsOf(model.inputs) === null && model.inputs.some((one) => pictureOf(one));
  if (looks) steps.image = imageSteps(task, model, beside, answers, guesses);
  else if (/^text-|^token-|^embedding$/.test(task)) steps.text = textSteps(task, model, beside);
  if (task === 'audio') steps.audio = audioSteps(model, beside, answers, guesses);
  if (task !== 'tensor' && task !== 'tabular') {
    const output = answerOf(task, model);
    steps.output = {
      name: output.name,
      activation: activationOf(task, output, edges, answers),
      labels: null,
      top: 5,
      threshold: 0.5,
      boxes: task === 'object-detection' ? boxSteps(model) : null,
      pool: task === 'embedding' && output.shape?.length === 3 ? 'mean' : 'none',
      unit_length: task === 'embedding',
    };
  }
  return { steps, guesses };
}

function answerOf(task: OnnxTask, { outputs }: OnnxModel): OnnxValue {
  const wanted = WANTED[task];
  const found = wanted === undefined ? undefined : outputs.find(({ name }) => wanted.test(name));
  const first = found ?? outputs[0];
  if (first === undefined) throw unfit(task, 'it has no outputs');
  return first;
}

const WANTED: Partial<Record<OnnxTask, RegExp>> = {
  embedding: /sentence_embedding|pooled|last_hidden_state/i,
  'object-detection': /box/i,
};

function imageSteps(
  task: OnnxTask,
  { inputs, outputs }: OnnxModel,
  { preprocessor }: Beside,
  answers: StepAnswers,
  guesses: Proposed['guesses'],
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
  const size = sizeOf([height ?? null, width ?? null], preprocessor, answers, task, guesses);
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

/** The number of classes, where the first output says it. */
export function classesOf(outputs: readonly OnnxValue[]): number | null {
  const length = outputs[0]?.shape?.[1];
  return typeof length === 'number' ? length : null;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const asNumber = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);

function sizeOf(
  shape: (number | string | null)[],
  preprocessor: Beside['preprocessor'],
  { size: asked }: StepAnswers,
  task: OnnxTask,
  guesses: Proposed['guesses'],
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
  guesses.push('size');
  if (task === 'image-to-image') return { height: fixed[0] ?? null, width: fixed[1] ?? null };
  const usual = task === 'object-detection' ? 640 : 224;
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
  guesses: Proposed['guesses'],
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

function textSteps(task: OnnxTask, { inputs }: OnnxModel, beside: Beside): TextSteps {
  const ids = idsOf(inputs);
  if (ids === null) throw unfit(task, 'none of its inputs takes tokens: whole numbers [batch, length]');
  if (beside.tokenizer === null)
    throw unfit(
      task,
      'there is no tokenizer.json beside the model',
      'Put the tokenizer.json of the model into its folder.',
    );
  const named = (pattern: RegExp): string | null =>
    inputs.find(({ name }) => pattern.test(name))?.name ?? null;
  const length = ids.shape?.[1];
  const most = asNumber(beside.config?.max_position_embeddings);
  return {
    tokenizer: `model/${beside.tokenizer.split(/[/\\]/).at(-1)}`,
    max_length: typeof length === 'number' ? length : Math.min(most ?? 512, 512),
    inputs: { ids: ids.name, mask: named(/mask/i), types: named(/token_type|segment/i) },
    pair: false,
  };
}

function audioSteps(
  { inputs }: OnnxModel,
  { preprocessor }: Beside,
  { rate }: StepAnswers,
  guesses: Proposed['guesses'],
): AudioSteps {
  const input = inputs.find(isFloat);
  const rank = input?.shape?.length ?? 0;
  if (input === undefined || rank < 1 || rank > 3)
    throw unfit(
      'audio',
      'none of its inputs is a sound: numbers [samples], [batch, samples] or [batch, 1, samples]',
    );
  const said = asNumber(rate ? Number(rate) : preprocessor?.sampling_rate);
  if (said === null) guesses.push('rate');
  const samples = input.shape?.at(-1);
  const hertz = said ?? 16_000;
  const whole = typeof samples === 'number' ? samples / hertz : null;
  return {
    input: input.name,
    rate: hertz,
    channels: 1,
    seconds: { min: whole ?? 0.1, max: whole ?? 60 },
    shape: (['samples', 'batch,samples', 'batch,1,samples'] as const)[rank - 1] ?? 'batch,samples',
    normalise: preprocessor?.do_normalize === true ? 'mean-std' : 'none',
  };
}

/** What made the output, seen through what only changes its shape. */
function lastOperator(name: string, edges: ReadModel['edges']): string {
  let at = name;
  for (let steps = 0; steps < 8; steps++) {
    const node = edges.get(at);
    if (node === undefined) return '';
    if (!/^(Identity|Reshape|Flatten|Squeeze|Unsqueeze|Cast|Transpose)$/.test(node.operator))
      return node.operator;
    at = node.from;
  }
  return '';
}

/** Whether an output is probabilities already, by the operator that made it or by its name. */
export function endsInProbabilities({ name }: OnnxValue, edges: ReadModel['edges']): boolean {
  const operator = lastOperator(name, edges);
  return (
    /^(Softmax|Sigmoid|HardSigmoid|Normalizer|ZipMap|.*Classifier)$/.test(operator) || /prob/i.test(name)
  );
}

function activationOf(
  task: OnnxTask,
  output: OnnxValue,
  edges: ReadModel['edges'],
  { activation }: StepAnswers,
): OutputSteps['activation'] {
  if (activation) return activation as OutputSteps['activation'];
  if (!/classification|audio/.test(task)) return 'none';
  if (endsInProbabilities(output, edges)) return 'none';
  return output.shape?.at(-1) === 1 ? 'logits-binary' : 'softmax';
}

function boxSteps({ outputs }: OnnxModel): BoxSteps {
  const named = (pattern: RegExp): string | null =>
    outputs.find(({ name }) => pattern.test(name))?.name ?? null;
  const scores = named(/score|conf|prob/i) ?? named(/logits/i);
  const classes = named(/class|label/i);
  if (named(/logits/i) !== null)
    return { format: 'cxcywh', normalised: true, scores, classes: null, layout: 'detr', iou: 0.5 };
  if (outputs.length > 1 && scores !== null)
    return { format: 'xyxy', normalised: true, scores, classes, layout: 'ssd', iou: 0.5 };
  return { format: 'cxcywh', normalised: false, scores: null, classes: null, layout: 'yolo', iou: 0.5 };
}

function unfit(
  task: OnnxTask,
  why: string,
  hint = 'Leave --task out, or see what the model takes with the command inspect.',
): UserError {
  return new UserError('unfit-task', `The model cannot be asked as ${task}: ${why}.`, { hint });
}
