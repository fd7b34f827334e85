/** A type that the owner gave a column, checked against its cells. */

import { UserError } from '../errors.ts';
import type { ColumnType } from '../spec.ts';
import type { DateOrder } from './dates.ts';
import type { ColumnProfile } from './profile.ts';
import { yesNo } from './tokens.ts';
import { compactDate, countedDate, dateOf, filled, type Typed } from './types.ts';

/** @throws UserError if the cells cannot be read as `type` */
export function retype(
  column: ColumnProfile,
  guessed: Typed,
  type: ColumnType,
  order: DateOrder | null,
): Typed {
  const { stats } = column;
  const present = filled(column);
  const plain = { ...guessed, type, dateFormat: null, unsureDate: false };
  if (type === 'number' && stats.numbers !== present) throw misfit(column, type, 'is not a number');
  if (type === 'integer' && stats.integers !== present) throw misfit(column, type, 'is not a whole number');
  if (type === 'boolean') {
    const pair = column.exact ? yesNo(column.counts.keys()) : null;
    if (!pair) throw misfit(column, type, 'is neither yes nor no');
    return { ...plain, ...pair };
  }
  if (type === 'date' || type === 'datetime') {
    const date = compactDate(column) ?? countedDate(column, true) ?? dateOf(column, order);
    if (date?.type !== type)
      throw misfit(column, type, `is not a ${type === 'date' ? 'day' : 'day with a time'}`);
    return { ...plain, ...date };
  }
  return plain;
}

function misfit(column: ColumnProfile, type: ColumnType, why: string): UserError {
  const [value] = column.stats.junk?.keys() ?? column.counts.keys();
  return new UserError(
    'wrong-type',
    `"${column.name}" cannot be read as ${type}: ${value === undefined ? 'a cell' : `"${value}"`} ${why}.`,
    {
      hint: 'Take another --type, or correct the cells in the source.',
    },
  );
}
