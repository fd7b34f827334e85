/** Which column of the owner's table holds what the model predicts, where it has one more than the model takes. */
import { UserError } from '../../errors.ts';
import { deriveSpec } from '../derive.ts';
import type { ColumnProfile, TableProfile } from '../profile.ts';

/** Whether a column has cells that are no numbers: words, and also days, which no model takes as numbers. */
export const holdsWords = ({ stats }: ColumnProfile): boolean => stats.words + stats.dates > 0;

/**
 * The column whose cells are the model's classes; else the only one with words, of a model that takes numbers; else the one
 * that a table of its own would suggest. Null where nothing tells it.
 */
export function predictedIn(
  table: TableProfile,
  classes: string[] | null,
  takesTexts: boolean,
): string | null {
  const named = classes === null ? [] : table.columns.filter((column) => holdsOnly(column, classes));
  if (named.length === 1) return named[0]?.name ?? null;
  const worded = takesTexts ? [] : table.columns.filter(holdsWords);
  if (worded.length === 1) return worded[0]?.name ?? null;
  const suggested = suggestion(table);
  const isAmong = named.length === 0 || named.some(({ name }) => name === suggested);
  return isAmong ? suggested : (named.at(-1)?.name ?? null);
}

/** 1 and 1.0 are the same class. */
function holdsOnly({ counts, distinct }: ColumnProfile, classes: string[]): boolean {
  const isClass = (cell: string): boolean =>
    classes.includes(cell) || (/^\d+\.0+$/.test(cell) && classes.includes(String(Number(cell))));
  return distinct > 1 && [...counts.keys()].every(isClass);
}

function suggestion(table: TableProfile): string | null {
  try {
    return deriveSpec(table, {}).target?.column ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
