/** Takes the rows of a table, batch by batch, and hands their cells to the columns. */

import { UserError } from '../errors.ts';
import { ColumnReader } from './column.ts';
import { fits } from './dialect.ts';
import { columnNames } from './header.ts';
import { type NumberStyle, sniffNumbers } from './number-style.ts';
import type { Convention } from './numbers.ts';
import type { Batch, OpenTable, Reading } from './readers/reader.ts';
import { DuplicateCounter, mix, Reservoir } from './sketch.ts';
import { isMissing } from './tokens.ts';
import { isTotal, MOST_TOTALS } from './totals.ts';
import { copy } from './values.ts';

const MOST_VALUES = 300_000; // different values remembered, all columns together
const MOST_SAMPLE_CELLS = 240_000;
const MOST_SAMPLE_ROWS = 20_000;
const MOST_COLUMNS = 3000;
const RAGGED_NAMED = 5;

export class TableReader {
  readonly header: string[];
  readonly columns: ColumnReader[] = [];
  readonly sample: Reservoir<string[]>;
  readonly duplicates = new DuplicateCounter();
  readonly ragged: { rows: number; lines: number[] } = { rows: 0, lines: [] };
  /** Rows that are the header again. */
  headers = 0;
  readonly totals: { rows: number; words: Set<string> } = { rows: 0, words: new Set() };
  rows = 0;
  /** The conventions that columns with very many values were read with. */
  conventions: Convention[] | null;
  private begun = false;
  private readonly limit: number;
  private readonly commaIsLikely: boolean;
  private readonly reading: Reading;
  /** Cells that mean "missing" beside the usual ones, in lower case. */
  readonly missingWords: ReadonlySet<string>;
  /** Rows of the table whose place in it is not known yet: the last ones may be totals. */
  private held: string[][] = [];
  private file: OpenTable;
  private heads: string[][];
  /** The place in this file of every column, where its order is another one. */
  private places: number[] | null = null;

  /** @param most different values of a column that are counted exactly */
  constructor(
    first: OpenTable,
    name: string,
    most: number,
    conventions: Convention[] | null,
    reading: Reading,
  ) {
    this.file = first;
    this.heads = headsOf(first);
    this.header = first.header;
    this.conventions = conventions;
    this.reading = reading;
    this.missingWords = new Set(reading.missing?.map((word) => word.toLowerCase()));
    const { delimiter } = first.shape();
    this.commaIsLikely = delimiter === ';' || delimiter === '\t';
    const width = this.header.length;
    if (width > MOST_COLUMNS) throw tooManyColumns(name, width);
    this.limit = Math.max(60, Math.min(most, Math.floor(MOST_VALUES / width)));
    this.sample = new Reservoir(
      Math.max(200, Math.min(MOST_SAMPLE_ROWS, Math.floor(MOST_SAMPLE_CELLS / width))),
    );
  }

  /** The rows that follow come from another file. @param places of every column in it, null if they are as in the first */
  next(file: OpenTable, places: number[] | null): void {
    this.file = file;
    this.heads = headsOf(file);
    this.places = places;
  }

  take(batch: Batch): void {
    const width = this.header.length;
    const { held } = this;
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as string[];
      if (fits(row, width)) {
        if (!hasContent(row)) continue;
        if (this.isHeader(row)) this.headers++;
        else held.push(row);
      } else if (row.length === 0 || hasContent(row)) {
        this.ragged.rows++;
        if (this.ragged.lines.length < RAGGED_NAMED) this.ragged.lines.push(batch.lineOf(i));
      }
    }
    if (held.length > MOST_TOTALS) this.add(held.splice(0, held.length - MOST_TOTALS));
  }

  /** A file has ended: its last rows are rows like the others, or totals. */
  endFile(): void {
    const rows = this.held;
    this.held = [];
    if (!this.begun) this.begin(rows);
    const { format } = this.file.shape();
    while ((format === 'csv' || format === 'xlsx') && this.rows + rows.length > MOST_TOTALS) {
      const total = isTotal(this.ordered(rows.at(-1) ?? []), (place) => this.columns[place]?.counts());
      if (total === null) break;
      this.totals.words.add(total);
      this.totals.rows++;
      rows.pop();
    }
    this.add(rows);
  }

  /** How numbers are written in `rows`. */
  numberStyle(rows: string[][]): NumberStyle {
    const cells = this.header.map((_, i) => {
      const some: string[] = [];
      for (const row of rows) {
        const cell = (row[i] as string).trim();
        if (!isMissing(cell)) some.push(cell);
        if (some.length === 2000) break;
      }
      return some;
    });
    return sniffNumbers(cells, this.commaIsLikely, this.reading.decimal);
  }

  private isHeader(row: string[]): boolean {
    for (const header of this.heads)
      if ((row[0] as string).trim() === header[0] && header.every((cell, i) => cell === row[i]?.trim()))
        return true;
    return false;
  }

  private add(rows: string[][]): void {
    if (rows.length === 0) return;
    if (!this.begun) this.begin(rows);
    for (const row of rows) this.addRow(this.ordered(row));
  }

  private ordered(row: string[]): string[] {
    const { places } = this;
    const own = places === null ? row : places.map((place) => row[place] as string);
    return this.missingWords.size === 0
      ? own
      : own.map((cell) => (this.missingWords.has(cell.trim().toLowerCase()) ? '' : cell));
  }

  private addRow(row: string[]): void {
    const width = this.header.length;
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
  private begin(rows: string[][]): void {
    this.begun = true;
    const conventions =
      this.conventions ?? this.numberStyle(rows.slice(0, 1000).map((row) => this.ordered(row))).columns;
    this.conventions = conventions;
    columnNames(this.header).forEach((name, i) => {
      this.columns.push(new ColumnReader(name, this.limit, conventions[i] as Convention));
    });
  }
}

/** The rows of the header, as rows that repeat it are compared with them. */
function headsOf({ headerCells }: OpenTable): string[][] {
  return headerCells.map((row) => row.map((cell) => cell.trim()));
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
