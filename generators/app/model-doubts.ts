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

/** The answers hold only where the model can be understood with them. */
function adopt(
  session: Session,
  given: Partial<Answers>,
  changed: Partial<Answers>,
  before: UnderstoodModel,
): UnderstoodModel {
  const now = understandModel(before, changed);
  Object.assign(given, changed);
  showModel(session, now);
  return now;
}

type Doubt = UnderstoodModel['open'][number];

/** Each gives the answer, or null where the guess is right. */
const ASKED: Record<Doubt, (now: UnderstoodModel, ask: Ask) => Promise<string | null>> = {
  normalise: async ({ spec: { steps } }, ask) => {
    const { message = '', choices = [] } = question('normalise');
    const named = choices.map(({ value, label = value }) => ({ value, name: label }));
    const guess = steps.image && presetOf(steps.image);
    return ask<string>({ type: 'select', name: 'answer', message, default: guess, choices: named });
  },
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
