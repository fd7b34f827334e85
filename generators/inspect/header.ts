/** The first row of a table → the names of its columns, each only once. */

import { UserError } from '../errors.ts';
import { readDate } from './dates.ts';
import { NOT_A_NUMBER, NumberReader } from './numbers.ts';

/**
 * Names as the rest of the program, and training, use them: in NFC, white space trimmed and narrowed to single spaces;
 * a nameless column is `column_3` by its place; a name that was there before gets `_2`, `_3` …
 */
export function columnNames(header: string[]): string[] {
  const names: string[] = [];
  const used = new Set(header.map(plain));
  const taken = new Set<string>();
  header.forEach((cell, i) => {
    const name = plain(cell) || `column_${i + 1}`;
    let own = name;
    for (let k = 2; taken.has(own) || (own !== plain(cell) && used.has(own)); k++) own = `${name}_${k}`;
    taken.add(own);
    names.push(own);
  });
  return names;
}

function plain(cell: string): string {
  return cell.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** Refuses a table whose first row is data: numbers and dates, or the very words of the rows below. @throws UserError */
export function refuseNoHeader(header: string[], rows: string[][], name: string): void {
  const cells = header.map((cell) => cell.trim());
  const named = cells.filter((cell) => cell !== '');
  if (named.length === 0) throw noHeader(name, 'is empty');
  const shown = `"${cells.slice(0, 5).join(', ')}${cells.length > 5 ? ' …' : ''}"`;
  const integers = named.filter((cell) => /^\d{1,5}$/.test(cell));
  const values = named.filter((cell) => isValue(cell) && !/^\d{1,5}$/.test(cell));
  if (values.length >= 0.5 * named.length) throw noHeader(name, `reads ${shown}`);
  if (integers.length === named.length && !isCounting(named.map(Number)))
    throw noHeader(name, `reads ${shown}`);
  const repeated = cells.filter((cell, i) => cell !== '' && rows.some((row) => row[i]?.trim() === cell));
  if (repeated.length >= 2 && repeated.length > 0.5 * named.length)
    throw noHeader(name, `reads ${shown}, which is in the rows below too`);
}

function isValue(cell: string): boolean {
  const number = ['.', ','].some(
    (decimal) =>
      new NumberReader({ decimal: decimal as '.' | ',', thousands: '' }).read(cell) !== NOT_A_NUMBER,
  );
  return number || readDate(cell).length > 0;
}

/** 0, 1, 2 … and years are names that programs give to columns. */
function isCounting(numbers: number[]): boolean {
  return (
    numbers.every((number, i) => i === 0 || number === (numbers[i - 1] as number) + 1) ||
    numbers.every((number) => number >= 1900 && number <= 2100)
  );
}

function noHeader(name: string, what: string): UserError {
  return new UserError(
    'no-header',
    `The first line of ${name} ${what}: these are values, not names of columns.`,
    {
      hint: 'Put a line with the names of the columns at the top of the file.',
    },
  );
}
