/** The first rows of a table → what stands above its rows: titles, no names at all, one row of names, or two. */

import { readDate } from './dates.ts';
import { NOT_A_NUMBER, NumberReader } from './numbers.ts';
import { isMissing } from './tokens.ts';

const BODY = 300; // rows looked at

export interface Layout {
  /** Rows before the header: titles, blank ones. */
  skip: number;
  headerRows: 0 | 1 | 2;
}

/** @param asked the number of rows with names, where the owner says it */
export function layoutOf(rows: string[][], asked: 0 | 1 | 2 | undefined): Layout {
  const skip = titles(rows);
  const [first = [], second = []] = rows.slice(skip);
  const below = rows.slice(skip + 1, skip + 1 + BODY);
  if (asked !== undefined) return { skip, headerRows: asked };
  if (isRowOfData(first, below)) return { skip, headerRows: 0 };
  return { skip, headerRows: isGroupRow(first, second, below.slice(1)) ? 2 : 1 };
}

/** The names that header rows give: two are joined, cell by cell; a group stands over the columns up to the next one. */
export function joinedHeader(rows: string[][], width: number): string[] {
  if (rows.length === 0) return Array.from({ length: width }, () => '');
  const [upper = [], lower] = rows;
  if (lower === undefined) return upper.slice(0, width);
  const spread = !lower.every((cell) => cell.trim() === '' || isUnit(cell));
  let group = '';
  return Array.from({ length: width }, (_, i) => {
    const own = (upper[i] ?? '').trim();
    if (own !== '' || !spread) group = own;
    return `${group} ${(lower[i] ?? '').trim()}`.trim();
  });
}

/** Rows of one cell only, above rows that are full, are titles. So is "Report: | 2024". */
function titles(rows: string[][]): number {
  const counts = rows.slice(0, BODY).map((row) => row.filter((cell) => cell.trim() !== '').length);
  const usual = counts
    .filter((count) => count > 0)
    .sort((a, b) => a - b)
    .at(Math.floor(counts.length / 2));
  let skip = 0;
  for (; skip < Math.min(rows.length - 1, 20); skip++) {
    const count = counts[skip] as number;
    const isTitle = count === 1 && (usual ?? 0) >= 3;
    const isNote = count === 2 && (usual ?? 0) >= 4 && /:\s*$/.test(rows[skip]?.[0] ?? '');
    if (count > 0 && !isTitle && !isNote) break;
  }
  return skip;
}

type Kind = 'number' | 'date' | 'word' | 'none';

function kindOf(cell: string): Kind {
  const text = cell.trim();
  if (text === '' || isMissing(text)) return 'none';
  const isNumber = READERS.some((reader) => reader.read(text) !== NOT_A_NUMBER);
  if (isNumber) return 'number';
  return readDate(text).length > 0 ? 'date' : 'word';
}

const READERS = (['.', ','] as const).map((decimal) => new NumberReader({ decimal, thousands: '' }));

/** What most cells of a column are, or null. */
function kindOfColumn(rows: string[][], column: number): Kind | null {
  const counts = new Map<Kind, number>();
  let cells = 0;
  for (const row of rows) {
    const kind = kindOf(row[column] ?? '');
    if (kind === 'none') continue;
    cells++;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const [kind, count] of counts) if (count >= 0.9 * cells) return kind;
  return null;
}

/** Whether a row looks like the cells below it, column by column, and nothing in it like a name above them. */
function isRowOfData(first: string[], below: string[][]): boolean {
  const named = first.filter((cell) => cell.trim() !== '');
  if (named.length === 0 || below.length < 2 || isCounting(named)) return false;
  let alike = 0;
  let unlike = 0;
  first.forEach((cell, column) => {
    const own = kindOf(cell);
    const usual = own === 'none' ? null : kindOfColumn(below, column);
    if (usual === null) return;
    if (own !== usual) unlike++;
    else if (own !== 'word' || below.some((row) => row[column]?.trim() === cell.trim())) alike++;
  });
  return alike >= 0.5 * named.length && alike >= 10 * unlike;
}

/** 0, 1, 2 … and years are names that programs give to columns. */
function isCounting(cells: string[]): boolean {
  const numbers = cells.map((cell) => (/^\s*\d{1,5}\s*$/.test(cell) ? Number(cell) : Number.NaN));
  if (numbers.length < 2) return false;
  return (
    numbers.every((number, i) => i === 0 || number === (numbers[i - 1] as number) + 1) ||
    numbers.every((number) => number >= 1900 && number <= 2100)
  );
}

/** Whether `first` names groups of the columns that `second` names, or `second` their units. */
function isGroupRow(first: string[], second: string[], body: string[][]): boolean {
  if (body.length < 2) return false;
  const lower = second.filter((cell) => cell.trim() !== '');
  if (lower.length === 0 || first.every((cell) => cell.trim() === '')) return false;
  if (lower.every(isUnit)) return lower.length >= 1 && first.filter((cell) => cell.trim() !== '').length > 1;
  const kinds = second.map(kindOf);
  if (kinds.some((kind) => kind === 'number' || kind === 'date')) return false;
  const blankAbove = second.some((cell, i) => cell.trim() !== '' && (first[i] ?? '').trim() === '');
  const groups = first.filter((cell) => cell.trim() !== '');
  const repeats = new Set(groups.map((cell) => cell.trim())).size < groups.length;
  if ((!blankAbove && !repeats) || lower.length < 0.8 * second.length) return false;
  if (isNameless(first)) return false;
  const values = second.filter((_, i) => {
    const usual = kindOfColumn(body, i);
    return usual === 'number' || usual === 'date';
  });
  const repeated = second.some(
    (cell, i) => cell.trim() !== '' && body.some((row) => row[i]?.trim() === cell.trim()),
  );
  return values.length > 0 && !repeated;
}

/** One nameless column, the first, is the row names of a data frame and no group. */
function isNameless(first: string[]): boolean {
  return first.every((cell, i) => (cell.trim() === '') === (i === 0));
}

function isUnit(cell: string): boolean {
  return /^\s*[([][^()[\]]{1,12}[)\]]\s*$/.test(cell);
}
