/** What an owner may say of the steps around a model, and how it is refused where it does not fit. */
import { UserError } from '../../errors.ts';
import type { OnnxTask } from '../../spec.ts';

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

/** Steps that are guessed, and that a person should confirm. */
export type Guess = 'size' | 'resize' | 'colour' | 'normalise' | 'rate';

/** What a family of models is used to, where neither a file nor its owner says it. */
export interface Habits {
  colour?: 'BGR';
  normalise?: 'none';
  padded?: 'behind';
}

/** Where the owner's word is what does not fit. */
export const LEAVE_OUT = 'Leave --task out, or see what the model takes with the command inspect.';

/** A task that the model cannot be asked as. */
export function unfit(task: OnnxTask, why: string, hint = LEAVE_OUT): UserError {
  return new UserError('unfit-task', `The model cannot be asked as ${task}: ${why}.`, { hint });
}

/** What JSON of unknown making holds: an object, a positive number; else nothing. */
export const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
export const asNumber = (value: unknown): number | null =>
  typeof value === 'number' && value > 0 ? value : null;
