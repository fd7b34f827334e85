/**
 * The first lines of a text → how its rows are written: delimiter, quote, line ends, lines before the header.
 */

import { UserError } from '../errors.ts';
import { type RowFormat, RowReader } from './rows.ts';

const USUAL = [',', ';', '\t', '|'];
const RARE = ['^', '~', '\x1f', '\x01', ':', ' ', '#', '/'];
const LOOK_AT = 500; // rows
const MOST_TITLE_LINES = 20;

export interface TableFormat extends RowFormat {
  skipLines: number;
  header: string[];
}

/**
 * How the table in `head` is written.
 *
 * @param head the first piece of the text
 * @param whole whether `head` is all of it
 * @param asked the delimiter, where the owner says it
 * @throws UserError if it holds no line, or only one column
 */
export function sniffFormat(head: string, whole: boolean, name: string, asked?: string): TableFormat {
  const newline = newlineOf(head);
  const lines = head.split(newline, MOST_TITLE_LINES + 2);
  const declared = /^"?sep=(.)"?\r?$/i.exec(lines[0] as string)?.[1];
  const first = firstLine(lines, declared !== undefined);
  const known = asked ?? declared;
  if (first === lines.length) {
    throw new UserError('empty', `${name} holds no text but blank lines.`, {
      hint: 'Give a file with a line of column names and at least 10 rows.',
    });
  }
  for (let skip = first; skip < Math.min(lines.length, first + MOST_TITLE_LINES); skip++) {
    const text = dropLines(head, newline, skip);
    const best =
      bestFormat(text, newline, whole, known ? [known] : USUAL) ??
      (asked ? null : bestFormat(text, newline, whole, RARE));
    if (best && (best.share >= 0.9 || skip === first) && !(best.share < 0.5 && skip === first))
      return { ...best.format, skipLines: skip, header: best.header };
  }
  const text = dropLines(head, newline, first);
  const best = bestFormat(text, newline, whole, asked ? [asked] : USUAL);
  if (best) return { ...best.format, skipLines: first, header: best.header };
  const start = (lines[first] as string).trim().slice(0, 60);
  if (asked)
    throw new UserError('bad-delimiter', `No line of ${name} is cut by ${said(asked)}: "${start}".`, {
      hint: 'Leave --delimiter out, and it is read off the file.',
    });
  const aligned = /\S {2,}\S/.test(start);
  throw new UserError('one-column', `${name} has one column only: "${start}".`, {
    hint: aligned
      ? 'Columns that are set below one another with spaces cannot be told apart for certain. Write commas, semicolons or tabs between the cells, e.g. with pandas.read_fwf(…).to_csv(…).'
      : 'A model needs a column to predict and at least one to predict it from. If there are several, separate them by commas, semicolons or tabs.',
  });
}

function said(delimiter: string): string {
  return delimiter === '\t' ? 'tabs' : delimiter === ' ' ? 'spaces' : `"${delimiter}"`;
}

export function newlineOf(head: string): '\n' | '\r' {
  return head.includes('\n') ? '\n' : '\r';
}

/** Skips `sep=;`, blank lines, and comments that begin with #, // or a lone semicolon. */
function firstLine(lines: string[], declared: boolean): number {
  let first = declared ? 1 : 0;
  const isComment = (line: string) =>
    (/^(#|\/\/)/.test(line) && !/^#[^ ,;\t|]*[,;\t|]/.test(line)) || /^; [^;]*$/.test(line);
  while (
    first < lines.length &&
    ((lines[first] as string).trim() === '' || isComment(lines[first] as string))
  )
    first++;
  return first;
}

/** The text without its first `count` lines. */
export function dropLines(text: string, newline: string, count: number): string {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const next = text.indexOf(newline, at);
    if (next < 0) return '';
    at = next + 1;
  }
  return text.slice(at);
}

interface Candidate {
  format: RowFormat;
  header: string[];
  share: number;
}

function bestFormat(
  text: string,
  newline: '\n' | '\r',
  whole: boolean,
  delimiters: string[],
): Candidate | null {
  let best: Candidate | null = null;
  for (const delimiter of delimiters) {
    for (const quote of ['"', '', "'"]) {
      const format = { delimiter, quote, newline };
      const { rows, read } = someRows(text, format, whole);
      const header = rows[0] && withoutTail(rows[0], rows.slice(1));
      if (!header || header.length < 2 || isAligned(header, delimiter)) continue;
      const full = rows.filter((row) => row.length > 1 || row[0]?.trim() !== '');
      const share = (read * full.filter((row) => fits(row, header.length)).length) / full.length;
      // a plain quote wins unless reading without it explains clearly more rows; more columns win over fewer
      const better = best === null || share > best.share + (quote === '"' ? 0.001 : 0.02);
      const wider =
        best !== null && quote === '"' && share >= best.share - 0.001 && header.length > best.header.length;
      if (better || wider) best = { format, header, share };
    }
  }
  return best;
}

/** Columns that are set below one another with spaces have no delimiter. */
function isAligned(header: string[], delimiter: string): boolean {
  return delimiter === ' ' && header.some((cell) => cell === '');
}

/** A header that ends with a delimiter, above `rows` that do not, has one name less than it seems. */
export function withoutTail(header: string[], rows: string[][]): string[] {
  const width = header.length - 1;
  if (header[width]?.trim() !== '' || rows.some((row) => row.length > width)) return header;
  return header.slice(0, width);
}

/** Whether a row has the header's cells; empty ones beyond them do no harm. */
export function fits(row: string[], columns: number): boolean {
  if (row.length === columns) return true;
  if (row.length < columns) return false;
  for (let i = columns; i < row.length; i++) if ((row[i] as string).trim() !== '') return false;
  return true;
}

/** Some rows, and the share of the text that they are; the rest is one cell whose quote never closes. */
function someRows(text: string, format: RowFormat, whole: boolean): { rows: string[][]; read: number } {
  const reader = new RowReader(format);
  const head = text.slice(0, 1 << 18);
  let rows: string[][] = [];
  try {
    rows = reader.push(head);
    if (rows.length < LOOK_AT && (whole || rows.length === 0)) rows.push(...reader.end());
    return { rows: rows.slice(0, LOOK_AT), read: 1 };
  } catch {
    return { rows: rows.slice(0, LOOK_AT), read: 1 - reader.unread / head.length };
  }
}
