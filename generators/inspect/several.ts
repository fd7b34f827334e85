/** Several files that are one table: the same columns, and text that is written alike. */

import { UserError } from '../errors.ts';
import { columnNames } from './header.ts';
import type { OpenTable } from './readers/reader.ts';

/**
 * The place of every column of the first file in this one; null where it is the same.
 *
 * @throws UserError naming the file and the columns that differ
 */
export function placesOf(
  file: OpenTable,
  name: string,
  first: OpenTable,
  firstName: string,
): number[] | null {
  const wanted = columnNames(first.header);
  const found = columnNames(file.header);
  const format = first.shape().format;
  if (file.shape().format !== format) {
    throw new UserError('other-format', `${name} is ${file.shape().format}, but ${firstName} is ${format}.`, {
      hint: 'Files that are read together are of one format; name one kind of them by a pattern, e.g. "data/*.csv".',
    });
  }
  const places = new Map(found.map((column, place) => [column, place]));
  const absent = wanted.filter((column) => !places.has(column));
  const more = found.filter((column) => !wanted.includes(column));
  if (absent.length + more.length > 0) {
    const list = (columns: string[]) =>
      columns
        .slice(0, 5)
        .map((column) => `"${column}"`)
        .join(', ') + (columns.length > 5 ? ' …' : '');
    const what = [
      ...(absent.length > 0 ? [`lacks ${list(absent)}`] : []),
      ...(more.length > 0 ? [`has ${list(more)} more`] : []),
    ];
    throw new UserError(
      'other-columns',
      `${name} does not have the columns of ${firstName}: it ${what.join(' and ')}.`,
      {
        hint: 'Files that are read together have the same columns. Leave that file out, or give its columns the same names.',
      },
    );
  }
  return wanted.every((column, i) => found[i] === column)
    ? null
    : wanted.map((column) => places.get(column) as number);
}

/** The encoding that all of the files can be read with: one of plain letters only fits any other. */
export function encodingOf(files: OpenTable[]): string {
  return distinct(files)[0] ?? (files[0] as OpenTable).shape().encoding;
}

/** @throws UserError where no one encoding fits all */
export function refuseMixedEncodings(files: OpenTable[], places: { name: string }[]): void {
  const all = distinct(files);
  if (all.length <= 1) return;
  const other = files.findIndex((file) => !file.plain() && file.shape().encoding === all[1]);
  throw new UserError(
    'mixed-encodings',
    `${places[other]?.name} is written in ${all[1]}, other files in ${all[0]}.`,
    {
      hint: 'Save them in one encoding, best in UTF-8.',
    },
  );
}

function distinct(files: OpenTable[]): string[] {
  return [...new Set(files.filter((file) => !file.plain()).map((file) => file.shape().encoding))];
}
