/** What stands before and behind a model: proposed from the file and what lies beside it, overruled by answers. */
import type { AudioSteps, OnnxTask, OutputSteps, Steps } from '../../spec.ts';
import type { Beside } from './beside.ts';
import { boxSteps, YOLOX } from './boxes.ts';
import { mapSteps } from './maps.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { imageSteps } from './picture.ts';
import { activationOf, outputSteps, scoresOf } from './scores.ts';
import { asNumber, type Guess, type StepAnswers, unfit } from './step-answers.ts';
import { idsOf, isFloat, isSamples, pictureOf } from './task.ts';
import { textSteps } from './texts.ts';

export interface Proposed {
  steps: Steps;
  guesses: Guess[];
}

/** @throws UserError for a task that the model's inputs or the files beside it do not allow */
export function proposeSteps(
  task: OnnxTask,
  read: ReadModel,
  beside: Beside,
  answers: StepAnswers,
): Proposed {
  const { model, edges } = read;
  const guesses: Guess[] = [];
  const steps: Steps = { task, model: '' };
  const boxes = task === 'object-detection' ? boxSteps(model, edges) : null;
  const habits = boxes?.cells.length ? YOLOX : {};
  if (task.startsWith('image-') || task === 'object-detection')
    steps.image = imageSteps(task, read, beside, answers, habits, guesses);
  const looks =
    task === 'embedding' &&
    idsOf(model.inputs, beside) === null &&
    model.inputs.some((one) => pictureOf(one));
  if (looks) steps.image = imageSteps(task, read, beside, answers, habits, guesses);
  else if (/^text-|^token-|^embedding$/.test(task)) steps.text = textSteps(task, model, beside);
  if (task === 'audio') steps.audio = audioSteps(model, beside, answers, guesses);
  if (task !== 'tensor' && task !== 'tabular') {
    const output = answerOf(task, model);
    steps.output = {
      ...outputSteps(output.name, activationOf(task, output, edges, beside, answers.activation)),
      boxes,
      ...(task === 'image-to-image' ? mapSteps(read, output, beside) : {}),
      pool: task === 'embedding' && output.shape?.length === 3 ? poolOf(beside) : 'none',
      unit_length: task === 'embedding',
    };
  }
  return { steps, guesses };
}

function answerOf(task: OnnxTask, { inputs, outputs }: OnnxModel): OnnxValue {
  const [found] = (WANTED[task] ?? []).flatMap((wanted) => outputs.filter(({ name }) => wanted.test(name)));
  const first = found ?? (/classification|audio/.test(task) ? scoresOf(outputs) : outputs[0]);
  if (!first) throw unfit(task, 'it has no outputs');
  if (task.endsWith('-classification') && isChosen(first))
    throw unfit(task, `${first.name} tells which class was chosen, and no score of each`);
  const why = whyUnfit(task, first, inputs);
  if (why !== null) throw unfit(task, `${first.name} ${why}`);
  return first;
}

/** What keeps an output from being the answer of a task, as far as its shape is known. */
function whyUnfit(task: OnnxTask, { type, shape }: OnnxValue, inputs: readonly OnnxValue[]): string | null {
  if (task === 'embedding' && type === 'string') return 'is text, and no vector';
  if (shape === null) return null;
  if (task === 'token-classification') return shape.length === 3 ? null : 'has no row a token';
  if (task !== 'text-classification' && task !== 'image-classification') return null;
  const asked = new Set(inputs.flatMap((input) => input.shape ?? []));
  const goesOn = shape
    .slice(2)
    .some((length) => (typeof length === 'number' ? length > 1 : length !== null && asked.has(length)));
  return goesOn ? `has ${shape.length} dimensions, and no list of scores` : null;
}

/** One whole number or word a question: the class itself, as argmax leaves it. */
const isChosen = ({ type, shape }: OnnxValue): boolean =>
  /^(int(32|64)|string)$/.test(type) && shape !== null && shape.length < 2;

/** Sentence Transformers' two ways that can be served; a model that says nothing was mostly taught with the mean. */
const poolOf = ({ pooling }: Beside): OutputSteps['pool'] =>
  pooling?.pooling_mode_cls_token === true ? 'cls' : 'mean';

/** Whether a sound is answered with a row a moment, as letters for speech are: shown as it is. */
export const isSequence = ({ outputs }: OnnxModel, { task, output }: Steps): boolean =>
  task === 'audio' && outputs.find(({ name }) => name === output?.name)?.shape?.length === 3;

/** Names of the output that answers, the best first: a whole text's vector before its tokens'. */
const WANTED: Partial<Record<OnnxTask, readonly RegExp[]>> = {
  embedding: [/sentence_embedding|(text|image|audio)_embed/i, /pooled|last_hidden_state/i],
  'object-detection': [/box/i],
};

function audioSteps(
  { inputs }: OnnxModel,
  { preprocessor }: Beside,
  { rate }: StepAnswers,
  guesses: Guess[],
): AudioSteps {
  const input = inputs.find(isFloat);
  if (input === undefined || !isSamples(input))
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
    shape:
      (['samples', 'batch,samples', 'batch,1,samples'] as const)[(input.shape?.length ?? 0) - 1] ??
      'batch,samples',
    normalise: preprocessor?.do_normalize === true ? 'mean-std' : 'none',
  };
}
