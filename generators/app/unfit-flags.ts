/** Answers that say nothing about what the source is: refused, since whoever gives one expects it to count. */
import { unanswered } from '../answers/defaults.ts';
import { UserError } from '../errors.ts';
import { MODEL_QUESTIONS } from '../model-questions.ts';
import { type Answers, flagOf, question } from '../questions.ts';
import type { OnnxSpec } from '../spec.ts';

const OF_TABLES = [
  'include',
  'exclude',
  'type',
  'split',
  'metric',
  'dateOrder',
  'delimiter',
  'decimal',
  'encoding',
  'missing',
  'header',
  'sheet',
] as const;
const OF_PICTURES = ['size', 'resize', 'colour', 'normalise', 'mean', 'std'] as const;
const OF_MODELS = MODEL_QUESTIONS.map(({ id }) => id) as readonly (keyof Answers)[];

/** @throws UserError for an answer that only a model could have */
export function refuseOfModels(given: Partial<Answers>, name: string): void {
  refuse(given, OF_MODELS, 'is about a model in an ONNX file', `${name} is a table`);
}

/** @throws UserError for an answer that only a table, or a model for something else, could have */
export function refuseUnfit(given: Partial<Answers>, { source, steps, task, warnings }: OnnxSpec): void {
  refuse(given, OF_TABLES, 'is about a table', `${source.fileName} is a model`);
  if (warnings.some(({ code }) => code === 'as-tensors')) return;
  const found = `${source.fileName} is asked as ${task}`;
  if (steps.rows === undefined) refuse(given, ['target', 'positive'], 'is about a scorer of rows', found);
  if (steps.image === undefined) refuse(given, OF_PICTURES, 'is about a model that takes pictures', found);
  if (steps.audio === undefined) refuse(given, ['rate'], 'is about a model that takes sound', found);
}

function refuse(
  given: Partial<Answers>,
  ids: readonly (keyof Answers)[],
  about: string,
  found: string,
): void {
  const nothing = unanswered();
  const isSaid = (id: keyof Answers): boolean =>
    given[id] !== undefined && JSON.stringify(given[id]) !== JSON.stringify(nothing[id]);
  const unfit = ids.find(isSaid);
  if (unfit === undefined) return;
  const flag = flagOf(question(unfit));
  throw new UserError('unfit-flag', `${flag} ${about}; ${found}.`, { hint: `Leave ${flag} out.` });
}
