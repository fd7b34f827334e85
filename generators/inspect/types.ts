/**
 * What a column's cells are → its type. The answer follows from the statistics alone and can be overruled.
 */

import type { ColumnType } from '../spec.ts';
import { COMPACT, type Counted, compactDay, type DateOrder, IN_UTC } from './dates.ts';
import type { ColumnProfile } from './profile.ts';
import { yesNo } from './tokens.ts';

/** More different values than this, and a category accepts any text. */
export const MOST_CATEGORIES = 50;

const MOST_SPELLINGS = 12; // of yes and no together: Yes, yes, YES …
const NEARLY_UNIQUE = 0.95;

export interface Typed {
  type: ColumnType;
  /** Chosen strptime pattern, and whether day and month might be the other way round. */
  dateFormat: string | null;
  unsureDate: boolean;
  yes: string[] | null;
  no: string[] | null;
}

/** Days and moments in forms of ISO 8601 that differ from cell to cell. */
export const ISO = 'ISO8601';

const PLAIN = { dateFormat: null, unsureDate: false, yes: null, no: null };

/** Cells that hold something. */
export function filled({ stats }: ColumnProfile): number {
  return stats.cells - stats.missing - stats.infinite;
}

/** The type of a column, by its values and, for what names a row, by its name. */
export function typeOf(column: ColumnProfile, order: DateOrder | null): Typed {
  const { stats } = column;
  const present = filled(column);
  if (present === 0) return { ...PLAIN, type: 'text' };
  if (column.exact && column.distinct <= MOST_SPELLINGS) {
    const pair = yesNo(column.counts.keys()) ?? ticked(column);
    if (pair) return { ...PLAIN, type: 'boolean', ...pair };
  }
  const date =
    (saysDate(column.name) ? compactDate(column) : null) ?? countedDate(column) ?? dateOf(column, order);
  if (date) return { ...PLAIN, ...date };
  if (stats.numbers === present) return { ...PLAIN, type: numericType(column) };
  return { ...PLAIN, type: textType(column) };
}

/** A tick or nothing: a blank means no, if nothing else means "missing". */
function ticked({ stats, counts }: ColumnProfile): { yes: string[]; no: string[] } | null {
  const ticks = [...counts.keys()];
  const allTicks = ticks.length > 0 && ticks.every((tick) => /^(x|✓|✔|☑|•|\*)$/i.test(tick));
  return allTicks && stats.missing > 0 && stats.tokens.size === 0 ? { yes: ticks, no: [''] } : null;
}

function numericType(column: ColumnProfile): ColumnType {
  const { stats } = column;
  if (stats.integers < stats.numbers) return column.nameless && isUnique(column) ? 'identifier' : 'number';
  return isIdentifier(column) ? 'identifier' : 'integer';
}

/** Integers that only count or name the rows. Unique alone is not enough: incomes of 60 people may be unique too. */
function isIdentifier(column: ColumnProfile): boolean {
  if (!isUnique(column) || saysTime(column.name)) return false;
  if (column.nameless || saysIdentifier(column.name)) return true;
  const { stats } = column;
  const rows = filled(column);
  if (saysWho(column.name) && rows >= 20) return true;
  const counts = stats.rising && stats.min === 1 && stats.max === rows;
  // sizes 58, 59 … 72 of 15 rows are a measurement, and so may be ranks in any order
  const dense = stats.max - stats.min < 1.1 * rows && rows >= 50 && (stats.rising || column.first);
  const long = stats.min >= 1e7 && String(stats.min).length === String(stats.max).length && rows >= 200;
  return counts || dense || long;
}

function isUnique(column: ColumnProfile): boolean {
  const rows = filled(column);
  return rows >= 10 && (column.exact ? column.distinct === rows : column.distinct >= NEARLY_UNIQUE * rows);
}

const ID_WORD =
  /^(id|ids|uuid|guid|key|index|idx|rownum|nr|no|num|number|nummer|code|kennung|schlüssel|clé|numéro|serial|sku|barcode|ean|isbn|\p{L}+(nr|nummer))$/u;
const JOINED_ID =
  /^(user|customer|client|patient|passenger|employee|order|invoice|transaction|product|item|row|record|case|loan|policy|session|account|student|member|ticket|house|listing)(id|no|number|key)$/;

function saysIdentifier(name: string): boolean {
  const words = wordsOf(name);
  if (/^unnamed/.test(words[0] ?? '')) return true;
  const isId = (word = '') => ID_WORD.test(word) || JOINED_ID.test(word);
  // "number of rooms" and "no vaccination" count something or deny it
  return isId(words.at(-1)) || (isId(words[0]) && !/^(no|num|number)$/.test(words[0] as string));
}

/** Words for those whom a row is about: a whole number of such a name says which one. */
function saysWho(name: string): boolean {
  return /^(patient|person|subject|customer|client|passenger|employee|student|respondent|participant|household|case|obs|observation|record|row|kunde|teilnehmer|proband)$/.test(
    wordsOf(name).join(' '),
  );
}

function saysDate(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(date|datum|day|tag|fecha|data|dt|when|am|\p{L}+(date|datum))$/u.test(word),
  );
}

/** Days written as one number, 20241102: only by a name that says so, since most such numbers are something else. */
export function compactDate(column: ColumnProfile): DateType | null {
  const { stats, counts } = column;
  if (stats.integers !== filled(column) || stats.min < 18000101 || stats.max > 22001231) return null;
  for (const value of counts.keys()) if (compactDay(value) === null) return null;
  return { type: 'date', dateFormat: COMPACT, unsureDate: false };
}

/** Whether a name is one of a date, a duration or an age. */
export function saysTime(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(year|jahr|month|monat|week|woche|day|tag|hour|time|zeit|date|t|minute|second|age|alter)$/.test(word),
  );
}

/** A name in lower-case words: `customerId` → customer, id. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Ranges of numbers that stand for days and moments of our times, 1980 to 2100, by what they count. */
const COUNTED: { format: Counted; min: number; max: number; name: RegExp }[] = [
  { format: 'excel', min: 20_000, max: 73_051, name: /^(date|datum|fecha|dt|\p{L}+(date|datum))$/u },
  {
    format: 'unix',
    min: 3e8,
    max: 4.11e9,
    name: /^(date|time|timestamp|ts|epoch|unix|created|updated|at|\p{L}+(time|date))$/u,
  },
  {
    format: 'unix-ms',
    min: 3e11,
    max: 4.11e12,
    name: /^(date|time|timestamp|ts|epoch|unix|created|updated|at|ms|\p{L}+(time|date))$/u,
  },
];

/** Days and moments written as numbers, seconds since 1970 or Excel's days: by range, and by a name that says so unless `asked`. */
export function countedDate(column: ColumnProfile, asked = false): DateType | null {
  const { stats } = column;
  if (stats.numbers === 0 || stats.numbers !== filled(column) || stats.units.size > 0) return null;
  const words = wordsOf(column.name);
  const found = COUNTED.find(
    ({ min, max, name }) =>
      stats.min >= min && stats.max <= max && (asked || words.some((word) => name.test(word))),
  );
  if (found === undefined) return null;
  const day = found.format === 'excel' && stats.integers === stats.numbers;
  return { type: day ? 'date' : 'datetime', dateFormat: found.format, unsureDate: false };
}

type DateType = Pick<Typed, 'type' | 'dateFormat' | 'unsureDate'>;

const FIRST = { dmy: '%d', mdy: '%m', ymd: '%y' } as const;

/** @param order of day, month and year where the cells allow several */
export function dateOf(column: ColumnProfile, order: DateOrder | null): DateType | null {
  const { stats } = column;
  const present = filled(column);
  if (stats.dates !== present || stats.dates === 0) return null;
  const utc = stats.zones.size > 1;
  const formats = [...stats.formats].filter(
    ([format]) => format.endsWith(IN_UTC) === (utc && format.includes('%z')),
  );
  const complete = formats.filter(([, { cells }]) => cells === present).map(([format]) => format);
  if (complete.length === 0) {
    const iso = formats.every(([format]) => /^%Y-%m-%d/.test(format));
    const zoned = new Set(formats.map(([format]) => format.includes('%z')));
    const dateFormat = utc ? ISO + IN_UTC : ISO;
    return iso && zoned.size === 1 ? { type: 'datetime', dateFormat, unsureDate: false } : null;
  }
  if (complete[0] === '%Y-%m' && column.exact && [...column.counts.keys()].every(isSeason)) return null;
  // with slashes, as in the United States
  const first = order === null ? ((complete[0] as string).startsWith('%d/') ? '%m' : '%d') : FIRST[order];
  const dateFormat = complete.find((format) => format.startsWith(first)) ?? (complete[0] as string);
  return {
    type: /%[HI]/.test(dateFormat) ? 'datetime' : 'date',
    dateFormat,
    unsureDate: complete.length > 1,
  };
}

/** 2010-11 may be a winter, from one year to the next. */
function isSeason(text: string): boolean {
  return +text.slice(5) === (+text.slice(0, 4) + 1) % 100;
}

function textType(column: ColumnProfile): ColumnType {
  const { stats, distinct } = column;
  const present = filled(column);
  const texts = Math.max(1, stats.words);
  const wordy = stats.textWords / texts >= 4 || stats.textLength / texts > 60;
  const share = distinct / present;
  if (share >= NEARLY_UNIQUE && present >= 10)
    return wordy || stats.textWords / texts >= 2.5 ? 'text' : 'identifier';
  if (distinct <= MOST_CATEGORIES) return 'category';
  if (share > 0.5 || (wordy && share > 0.2)) return 'text';
  return 'category';
}
