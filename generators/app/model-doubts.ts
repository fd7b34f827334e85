/** What a model's file cannot tell: asked only where nothing beside it says so either. */
import { presetOf } from '../inspect/onnx/picture.ts';
import { type Answers, question } from '../questions.ts';
import type { Session } from '../session.ts';
import { ONNX_TASKS, type OnnxTask } from '../spec.ts';
import type { Ask } from './adapter.ts';
import { input } from './input.ts';
import { showModel, type UnderstoodModel, understandModel } from './model.ts';
import { askAgain } from './show.ts';

/** Asks what it is for, then about every guess. An accepted suggestion leaves `given` as it is. */
export async function askAboutModel(
  session: Session,
  given: Partial<Answers>,
  before: UnderstoodModel,
  ask: Ask,
): Promise<UnderstoodModel> {
  let now = before;
  if (given.task === undefined) now = await askTask(session, given, now, ask);
  for (const doubt of now.open) {
    if (given[doubt] !== undefined) continue;
    now = await askAgain(session, async () => {
      const answer = await ASKED[doubt](now, ask);
      if (answer === null) return now;
      return adopt(session, given, { ...given, [doubt]: answer }, now);
    });
  }
  return now;
}

async function askTask(
  session: Session,
  given: Partial<Answers>,
  before: UnderstoodModel,
  ask: Ask,
): Promise<UnderstoodModel> {
  return askAgain(session, async () => {
    const task = await ask<OnnxTask>({
      type: 'select',
      name: 'answer',
      message: question('task').message ?? '',
      default: before.spec.task,
      choices: ONNX_TASKS.map((value) => ({ value, name: value })),
      pageSize: 12,
    });
    return task === before.spec.task ? before : adopt(session, given, { ...given, task }, before);
  });
}

/** The answers hold only where the model can be understood with them. A guess that was right changes nothing to show. */
function adopt(
  session: Session,
  given: Partial<Answers>,
  changed: Partial<Answers>,
  before: UnderstoodModel,
): UnderstoodModel {
  const now = understandModel(before, changed);
  Object.assign(given, changed);
  if (JSON.stringify(now.spec) !== JSON.stringify(before.spec)) showModel(session, now);
  return now;
}

type Doubt = UnderstoodModel['open'][number];

/** Each gives the answer, or null where the guess is right. */
const ASKED: Record<Doubt, (now: UnderstoodModel, ask: Ask) => Promise<string | null>> = {
  normalise: async ({ spec: { steps } }, ask) =>
    choose('normalise', steps.image && presetOf(steps.image), ask),
  colour: async ({ spec: { steps } }, ask) => choose('colour', steps.image?.colour, ask),
  resize: async ({ spec: { steps } }, ask) => choose('resize', steps.image?.resize, ask),
  size: async ({ spec: { steps } }, ask) => {
    const usual = `${steps.image?.height ?? 224}x${steps.image?.width ?? 224}`;
    return ask<string>(
      input('size', { message: 'Which size does it take? (height x width)', default: usual }),
    );
  },
  rate: async ({ spec: { steps } }, ask) =>
    ask<string>(input('rate', { default: String(steps.audio?.rate ?? 16_000) })),
  labels: async (_now, ask) => {
    const message = 'What are its classes called? (a file, or names with commas; Enter: numbers)';
    const answer = await ask<string>({ type: 'input', name: 'answer', message });
    return answer.trim() === '' ? null : answer.trim();
  },
};

/** Choices without words of their own are no answer to a doubt: `none` gives no size, and `L` is of one channel. */
async function choose(
  id: 'normalise' | 'colour' | 'resize',
  guess: string | undefined,
  ask: Ask,
): Promise<string> {
  const { message = '', choices = [] } = question(id);
  const named = choices.flatMap(({ value, label }) => (label === undefined ? [] : [{ value, name: label }]));
  return ask<string>({ type: 'select', name: 'answer', message, default: guess, choices: named });
}
