/** Every column with what was decided about it: type, field name, whether it is used. Nothing here depends on the target. */

import { UserError } from '../errors.ts';
import type { ColumnType, Task } from '../spec.ts';
import type { DateOrder } from './dates.ts';
import { fieldNames } from './names.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { retype } from './retype.ts';
import { type Judgement, judgeColumn } from './roles.ts';
import { type Merged, mergeSpellings } from './spellings.ts';
import { findColumn } from './target.ts';
import { type Typed, typeOf } from './types.ts';

/** Answers that refine what was understood. Columns are named as in the source, or by their field. */
export interface Answers {
  target?: string | null | undefined;
  task?: Task | 'auto' | undefined;
  positive?: string | null | undefined;
  /** Column → type, where the guess was wrong. Brings the column back unless it is `text` or `identifier`. */
  types?: Record<string, ColumnType> | undefined;
  /** Columns to bring back. */
  include?: string[] | undefined;
  /** Columns to leave out. */
  exclude?: string[] | undefined;
  /** How rows are held out: `auto` follows what the table suggests; else `random`, or the column of the time or the group. */
  split?: string | undefined;
  /** The metric that models are compared by. */
  metric?: string | undefined;
  /** The order of day, month and year in dates that can be read in several ways. */
  dateOrder?: DateOrder | 'auto' | undefined;
  /** What the owner's dictionary says of columns. */
  dictionary?: DictionaryRow[] | undefined;
}

/** What is known of a column beyond its cells; what is null is not said. `column` is its name in the source. */
export interface DictionaryRow {
  column: string;
  label: string | null;
  unit: string | null;
  description: string | null;
  minimum: number | null;
  maximum: number | null;
}

/** One column with everything decided about it on the way to the specification. */
export interface Understood extends Judgement {
  position: number;
  profile: ColumnProfile;
  field: string;
  typed: Typed;
  /** Other spellings of its categories; see `mergeSpellings`. */
  spellings: Record<string, string> | null;
  /** The owner asked for it. */
  kept: boolean;
}

/** Every column with its type, field and role; nothing here depends on the target. */
export function understand(profile: TableProfile, { types = {}, dateOrder }: Answers): Understood[] {
  const names = profile.columns.map(({ name }) => name);
  const asked = dateOrder === undefined || dateOrder === 'auto' ? null : dateOrder;
  const order = asked ?? likelyOrder(profile);
  const merged = profile.columns.map(mergeSpellings);
  const typed = merged.map(({ profile: column }, i) => {
    const first = typeOf(profile.columns[i] as ColumnProfile, order);
    const guess = first.type === 'text' ? typeOf(column, order) : first;
    return { ...guess, unsureDate: guess.unsureDate && asked === null };
  });
  const plainFields = fieldNames(names);
  for (const [name, type] of Object.entries(types)) {
    const at = findColumn(name, names, plainFields, '--type');
    typed[at] = retype(profile.columns[at] as ColumnProfile, typed[at] as Typed, type, order);
  }
  const dates = new Set(typed.flatMap(({ type }, i) => (type === 'date' || type === 'datetime' ? [i] : [])));
  const fields = fieldNames(names, dates);
  return typed.map((one, position) => {
    const isCategory = one.type === 'category';
    const column = isCategory
      ? (merged[position] as Merged).profile
      : (profile.columns[position] as ColumnProfile);
    return {
      position,
      profile: column,
      field: fields[position] as string,
      typed: one,
      spellings: isCategory ? (merged[position] as Merged).spellings : null,
      kept: false,
      ...judgeColumn(column, one.type, profile.rows),
    };
  });
}

/** Whether 3/4/2024 is likelier the 3rd of April: other dates of the table say so, or its decimal comma; null if nothing does. */
function likelyOrder({ columns, source }: TableProfile): DateOrder | null {
  for (const { stats } of columns) {
    const complete = [...stats.formats]
      .filter(([format, { cells }]) => /^%[dm][-/]%[dm]/.test(format) && cells === stats.dates)
      .map(([format]) => format);
    if (complete.length === 1) return (complete[0] as string).startsWith('%d') ? 'dmy' : 'mdy';
  }
  return source.decimal === ',' || source.delimiter === ';' ? 'dmy' : null;
}

/** The column that an answer names. @throws UserError with a did-you-mean */
export function find(columns: Understood[], name: string, flag: string): Understood {
  const at = findColumn(
    name,
    columns.map(({ profile }) => profile.name),
    columns.map(({ field }) => field),
    flag,
  );
  return columns[at] as Understood;
}

/** Brings columns back and leaves others out, as asked. @throws UserError for answers that contradict each other */
export function applyIncludes(columns: Understood[], answers: Answers): void {
  const { include = [], exclude = [] } = answers;
  const target = answers.target ? find(columns, answers.target, '--target') : null;
  const included = new Set(include.map((name) => find(columns, name, '--include')));
  for (const name of exclude) {
    const column = find(columns, name, '--exclude');
    if (column === target)
      throw new UserError('target-excluded', `"${name}" is to be predicted and cannot be left out.`, {
        hint: 'Take it out of --exclude, or choose another --target.',
      });
    if (included.has(column))
      throw new UserError('contradiction', `"${name}" is in --include and in --exclude.`, {
        hint: 'Name it in one of them.',
      });
    column.out = 'asked';
    column.note = 'left out: as you said';
  }
  for (const column of included) {
    if (column.out === 'empty')
      throw new UserError(
        'empty-column',
        `"${column.profile.name}" holds no value; nothing can be learned from it.`,
        { hint: 'Take it out of --include.' },
      );
    column.kept = true;
    if (column.out !== null) column.note = `brought back (${(column.note ?? '').replace(/^left out: /, '')})`;
    column.out = null;
  }
}
