/**
 * One pass over the file → everything that later steps need to know, without the file. Memory does not grow with it.
 */

import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { Source } from '../spec.ts';
import { ColumnReader, type ColumnStats } from './column.ts';
import { fits, sniffFormat, type TableFormat } from './dialect.ts';
import { columnNames, refuseNoHeader } from './header.ts';
import { type Convention, type NumberStyle, sniffNumbers } from './numbers.ts';
import { type OnProgress, type OpenText, openText } from './open.ts';
import { RowReader } from './rows.ts';
import { DuplicateCounter, mix, Reservoir } from './sketch.ts';
import { isMissing, MISSING_TOKENS } from './tokens.ts';
import { copy } from './values.ts';

const MOST_VALUES = 300_000; // different values remembered, all columns together
const MOST_VALUES_EACH = 10_000; // of one column
const MOST_VALUES_LARGE = 1500; // of one column in a large file: reading a number costs less than looking it up among many
const LARGE = 64e6; // bytes
const MOST_SAMPLE_CELLS = 240_000;
const MOST_SAMPLE_ROWS = 20_000;
const MOST_COLUMNS = 3000;
const RAGGED_NAMED = 5;
const MOST_RAGGED = 0.01; // share of the rows

export interface ColumnProfile {
  name: string;
  /** The header has no name for it. */
  nameless: boolean;
  /** It is the table's first. */
  first: boolean;
  stats: ColumnStats;
  /** Different values, missing ones not among them; "about" unless `exact`. */
  distinct: number;
  exact: boolean;
  /** Trimmed cell → how often. All of them if `exact`, else those met first. */
  counts: ReadonlyMap<string, number>;
}

/** What one pass over a table found. Answers (target, types, includes) are applied to it without reading again. */
export interface TableProfile {
  source: Source;
  rows: number;
  columns: ColumnProfile[];
  /** Rows with more or fewer cells than the header, left out, and the lines on which the first few of them begin. */
  ragged: { rows: number; lines: number[] };
  /** A fair sample of the rows as trimmed cells; all rows, in order, if `all`. */
  sample: { rows: string[][]; all: boolean };
  duplicates: { rows: number; exact: boolean };
  /** Columns whose numbers could be read in another way too. */
  unsureNumbers: string[];
  /** Bytes were met that are no text in this encoding. */
  damaged: boolean;
}

export interface ProfileOptions {
  onProgress?: OnProgress | undefined;
}

/** Reads the table at `path` once. @throws UserError for everything that cannot be used as a table */
export async function profileTable(path: string, options: ProfileOptions = {}): Promise<TableProfile> {
  const first = await readOnce(path, null, options);
  const needsOther =
    first.columns.some((column) => !column.exact) &&
    first.usedConvention !== null &&
    !same(first.usedConvention, first.profile.source);
  return needsOther ? (await readOnce(path, first.profile.source, options)).profile : first.profile;
}

function same(a: Convention, b: Convention): boolean {
  return a.decimal === b.decimal && a.thousands === b.thousands;
}

async function readOnce(path: string, convention: Convention | null, { onProgress }: ProfileOptions) {
  const text = await openText(path, onProgress);
  const name = basename(path);
  let table: TableReader | null = null;
  let head = '';
  const large = text.bytes > (text.compression === 'gzip' ? LARGE / 5 : LARGE);
  const most = large ? MOST_VALUES_LARGE : MOST_VALUES_EACH;
  for await (const piece of text.pieces) {
    if (table) table.push(piece);
    else {
      head += piece;
      if (head.length < 1 << 17) continue;
      table = new TableReader(sniffFormat(head, false, name), name, most, convention);
      table.push(head);
    }
  }
  if (!table) {
    table = new TableReader(sniffFormat(head, true, name), name, most, convention);
    table.push(head);
  }
  table.end();
  return { profile: finish(path, text, table), columns: table.columns, usedConvention: table.convention };
}

/** Takes the text of a table and hands its cells to the columns. */
class TableReader {
  readonly format: TableFormat;
  readonly columns: ColumnReader[] = [];
  readonly sample: Reservoir<string[]>;
  readonly duplicates = new DuplicateCounter();
  readonly ragged: { rows: number; lines: number[] } = { rows: 0, lines: [] };
  rows = 0;
  /** The convention that columns with very many values were read with. */
  convention: Convention | null;
  private readonly reader: RowReader;
  private readonly name: string;
  private readonly limit: number;
  private skip: number;
  private header: string[] | null = null;

  /** @param most different values of a column that are counted exactly */
  constructor(format: TableFormat, name: string, most: number, convention: Convention | null) {
    this.format = format;
    this.name = name;
    this.convention = convention;
    this.reader = new RowReader(format, format.skipLines);
    this.skip = format.skipLines;
    const width = format.header.length;
    this.limit = Math.max(60, Math.min(most, Math.floor(MOST_VALUES / width)));
    this.sample = new Reservoir(
      Math.max(200, Math.min(MOST_SAMPLE_ROWS, Math.floor(MOST_SAMPLE_CELLS / width))),
    );
  }

  push(piece: string): void {
    this.take(this.reader.push(this.withoutTitle(piece)));
  }

  end(): void {
    this.take(this.reader.end());
    if (this.rows === 0 && this.ragged.rows === 0) {
      throw new UserError('no-rows', `${this.name} has a line of column names and no rows below it.`, {
        hint: 'Give a file with at least 10 rows.',
      });
    }
    refuseRagged(this.name, this.rows, this.ragged, this.format.header.length);
  }

  /** The lines before the header are in the first piece. */
  private withoutTitle(piece: string): string {
    let at = 0;
    for (; this.skip > 0; this.skip--) at = piece.indexOf(this.format.newline, at) + 1;
    return at === 0 ? piece : piece.slice(at);
  }

  private take(batch: string[][]): void {
    const width = this.format.header.length;
    if (batch.length === 0) return;
    const rows = this.header === null ? batch.slice(1) : batch;
    this.header ??= this.begin(rows.slice(0, 1000).filter((row) => fits(row, width)));
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as string[];
      if (fits(row, width)) {
        if (hasContent(row)) this.addRow(row);
      } else if (row.length === 0 || hasContent(row)) {
        this.ragged.rows++;
        if (this.ragged.lines.length < RAGGED_NAMED)
          this.ragged.lines.push(this.reader.lineOf(batch.length - rows.length + i, batch));
      }
    }
  }

  private addRow(row: string[]): void {
    const width = this.format.header.length;
    this.rows++;
    let low = 0;
    let high = 0;
    for (let i = 0; i < width; i++) {
      const hash = (this.columns[i] as ColumnReader).add(row[i] as string);
      low = Math.imul(low ^ hash, 0x01000193) + 1;
      high = Math.imul(high + hash, 0x9e3779b1) ^ i;
    }
    this.duplicates.add(mix(low), mix(high));
    if (this.sample.wants) this.sample.keep(row.slice(0, width).map((cell) => copy(cell.trim())));
    else this.sample.skip();
  }

  /** Names the columns; the first rows tell how numbers are written. */
  private begin(rows: string[][]): string[] {
    refuseNoHeader(this.format.header, rows, this.name);
    if (this.format.header.length > MOST_COLUMNS) throw tooManyColumns(this.name, this.format.header.length);
    this.convention ??= numberStyle(this.format, rows);
    const names = columnNames(this.format.header);
    for (const name of names) this.columns.push(new ColumnReader(name, this.limit, this.convention));
    return names;
  }
}

function hasContent(row: string[]): boolean {
  for (const cell of row) if (cell !== '' && cell.trim() !== '') return true;
  return false;
}

function tooManyColumns(name: string, columns: number): UserError {
  return new UserError(
    'too-many-columns',
    `${name} has ${columns.toLocaleString('en')} columns; ${MOST_COLUMNS.toLocaleString('en')} can be used at most.`,
    {
      hint: 'Give a table with the columns that matter: every one of them becomes a field of the form.',
    },
  );
}

function refuseRagged(
  name: string,
  rows: number,
  ragged: { rows: number; lines: number[] },
  width: number,
): void {
  const all = rows + ragged.rows;
  if (ragged.rows <= MOST_RAGGED * all) return;
  const percent = (100 * ragged.rows) / all;
  throw new UserError(
    'ragged-rows',
    `${ragged.rows} of ${all} rows (${percent.toFixed(percent < 10 ? 1 : 0)} %) of ${name} do not have the ${width} cells that the header has: line${ragged.lines.length > 1 ? 's' : ''} ${ragged.lines.join(', ')}${ragged.rows > ragged.lines.length ? ' …' : ''}.`,
    {
      hint: 'Put cells that contain the delimiter in quotes, or take those rows out. Up to 1 % of such rows are left out by themselves.',
    },
  );
}

function finish(path: string, text: OpenText, table: TableReader): TableProfile {
  const style = numberStyle(table.format, table.sample.kept);
  const stats = table.columns.map((column) => column.finish(style));
  const words = new Set(
    stats.flatMap((one) => (one.numbersWithJunk ? [...(one.junk as Map<string, number>).keys()] : [])),
  );
  const columns = table.columns.map((column, i) =>
    finishColumn(column, stats[i] as ColumnStats, words, {
      nameless: table.format.header[i]?.trim() === '',
      first: i === 0,
    }),
  );
  const file = { name: basename(path), bytes: text.bytes, sha256: text.sha256() };
  return {
    source: {
      path,
      fileName: file.name,
      bytes: file.bytes,
      sha256: file.sha256,
      files: [file],
      format: 'csv',
      compression: text.compression,
      encoding: text.encoding(),
      delimiter: table.format.delimiter,
      quote: table.format.quote,
      decimal: style.decimal,
      thousands: style.thousands,
      signs: [...new Set(stats.flatMap((one) => [...one.signs.keys()]))].sort(),
      missing: missingTokens(stats, words),
      skipLines: table.format.skipLines,
      headerRows: 1,
      sheet: null,
      totals: [],
    },
    rows: table.rows,
    columns,
    ragged: table.ragged,
    sample: { rows: table.sample.kept, all: table.rows <= table.sample.size },
    duplicates: { rows: table.duplicates.count, exact: table.duplicates.exact },
    unsureNumbers: style.unsure.map((i) => (columns[i] as ColumnProfile).name),
    damaged: text.damaged(),
  };
}

function numberStyle(format: TableFormat, rows: string[][]): NumberStyle {
  const cells = format.header.map((_, i) => {
    const some: string[] = [];
    for (const row of rows) {
      const cell = (row[i] as string).trim();
      if (!isMissing(cell)) some.push(cell);
      if (some.length === 2000) break;
    }
    return some;
  });
  return sniffNumbers(cells, format.delimiter === ';' || format.delimiter === '\t');
}

/** @param words cells that stand in the place of a number; they mean "missing" in every column, since they do in the file */
function finishColumn(
  column: ColumnReader,
  stats: ColumnStats,
  words: ReadonlySet<string>,
  place: Pick<ColumnProfile, 'nameless' | 'first'>,
): ColumnProfile {
  const counts = column.counts();
  for (const word of words) {
    const count = stats.junk?.get(word) ?? counts.get(word);
    if (count !== undefined) stats.forgive(word, count);
  }
  const before = counts.size;
  for (const text of counts.keys())
    if (isMissing(text) || words.has(text) || stats.tokens.has(text)) counts.delete(text);
  const estimate = Math.min(
    column.distinct() - (before - counts.size),
    stats.cells - stats.missing - stats.infinite,
  );
  const distinct = Math.max(estimate, counts.size);
  return { name: column.name, ...place, stats, distinct, exact: column.exact, counts };
}

function missingTokens(columns: ColumnStats[], words: ReadonlySet<string>): string[] {
  const tokens = new Set([...MISSING_TOKENS, ...words]);
  for (const stats of columns) for (const token of stats.tokens) tokens.add(token);
  return [...tokens];
}
