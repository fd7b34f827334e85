/** In words, how rows are held out to judge the model on. */
import type { Split } from '../spec.ts';

/** The question whether a suggestion is right; null where nothing is suggested. */
export function splitQuestion({ by, column, reason, suggested }: Split): string | null {
  if (!suggested || by === 'random') return null;
  const why = reason === null ? '' : ` (${reason})`;
  return by === 'time'
    ? `Rows are in the order of ${column}: judge on the latest ones?${why}`
    : `The same ${column} is in many rows: keep them together?${why}`;
}

/** What is done, as a line; null where rows are drawn at random, as usual. */
export function splitLine({ by, column, reason, suggested }: Split): string | null {
  if (by === 'random') return null;
  const what =
    by === 'time'
      ? `Judged on the latest rows by ${column}`
      : `Judged on rows of other ${column} than it learned from`;
  const why = reason === null ? '' : `: ${reason}`;
  return `${what}${why}${suggested ? '  (--split random overrules)' : ''}`;
}
