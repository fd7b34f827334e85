/**
 * One pass over the rows → everything that later steps need to know, without the file. Memory does not grow with it.
 */

import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Source } from '../spec.ts';
import type { ColumnReader, ColumnStats } from './column.ts';
import type { NumberStyle } from './number-style.ts';
import type { Convention } from './numbers.ts';
import type { OnProgress } from './open.ts';
import { openTable } from './open-table.ts';
import type { Notice, OpenTable, Reading } from './readers/reader.ts';
import { encodingOf, placesOf, refuseMixedEncodings } from './several.ts';
import { type Sources, sourcesOf } from './sources.ts';
import { TableReader } from './table-reader.ts';
import { isMissing, MISSING_TOKENS } from './tokens.ts';
import { isMoney } from './units.ts';

const MOST_VALUES_EACH = 10_000; // different values of one column
const MOST_VALUES_LARGE = 1500; // of one column in a large file: reading a number costs less than looking it up among many
const LARGE = 64e6; // bytes
const MOST_RAGGED = 0.01; // share of the rows
const FEW_RAGGED = 5; // are left out of a small table too, if they are at most a tenth of it

export interface ColumnProfile {
  name: string;
  /** The header has no name for it. */
  nameless: boolean;
  /** It is the table's first. */
  first: boolean;
  /** How its numbers are written. */
  convention: Convention;
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
  /** Where the files of `source.files` lie. */
  paths: string[];
  rows: number;
  columns: ColumnProfile[];
  /** Rows with more or fewer cells than the header, left out, and the lines on which the first few of them begin. */
  ragged: { rows: number; lines: number[] };
  /** Rows that are none: totals at the end, and the header once more. */
  passedOver: { totals: number; headers: number };
  notices: Notice[];
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
  /** What overrules what would be read off the file. */
  reading?: Reading | undefined;
}

/** Reads the table at `path`, a file, a folder or a glob, once. @throws UserError for everything that cannot be used as a table */
export async function profileTable(path: string, options: ProfileOptions = {}): Promise<TableProfile> {
  const sources = await sourcesOf(path);
  const first = await readOnce(sources, null, options);
  const needsOther =
    first.table.columns.some((column) => !column.exact) &&
    first.table.conventions !== null &&
    !first.table.conventions.every((used, i) => same(used, first.style.columns[i] as Convention));
  return finish(path, sources, needsOther ? await readOnce(sources, first.style.columns, options) : first);
}

function same(a: Convention, b: Convention): boolean {
  return a.decimal === b.decimal && a.thousands === b.thousands;
}

interface ReadTable {
  table: TableReader;
  files: OpenTable[];
  style: NumberStyle;
}

async function readOnce(
  { name, files }: Sources,
  conventions: Convention[] | null,
  { onProgress, reading = {} }: ProfileOptions,
): Promise<ReadTable> {
  let table: TableReader | null = null;
  const opened: OpenTable[] = [];
  for (const { path, name: fileName } of files) {
    const file = await openTable(path, { onProgress, reading, like: opened[0]?.shape() ?? null });
    if (table === null) {
      refuseOneColumn(name, file.header);
      table = new TableReader(file, name, mostValues(file, files.length), conventions, reading);
    } else table.next(file, placesOf(file, fileName, opened[0] as OpenTable, files[0]?.name as string));
    opened.push(file);
    for await (const batch of file.batches) table.take(batch);
    table.endFile();
  }
  const read = table as TableReader;
  if (read.rows === 0 && read.ragged.rows === 0) {
    throw new UserError('no-rows', `${name} has a line of column names and no rows below it.`, {
      hint: 'Give a file with at least 10 rows.',
    });
  }
  refuseRagged(name, read.rows, read.ragged, read.header.length);
  refuseMixedEncodings(opened, files);
  return { table: read, files: opened, style: read.numberStyle(read.sample.kept) };
}

/** Different values that are remembered of one column. */
function mostValues({ bytes, shape }: OpenTable, files: number): number {
  const { format, compression } = shape();
  const packed = compression === 'gzip' || format === 'parquet' || format === 'xlsx';
  return files * bytes > (packed ? LARGE / 5 : LARGE) ? MOST_VALUES_LARGE : MOST_VALUES_EACH;
}

function refuseOneColumn(name: string, header: string[]): void {
  if (header.length > 1) return;
  throw new UserError('one-column', `${name} has one column only: "${header[0]?.slice(0, 60)}".`, {
    hint: 'A model needs a column to predict and at least one to predict it from.',
  });
}

function refuseRagged(
  name: string,
  rows: number,
  ragged: { rows: number; lines: number[] },
  width: number,
): void {
  const all = rows + ragged.rows;
  if (ragged.rows <= Math.max(MOST_RAGGED * all, Math.min(FEW_RAGGED, 0.1 * all))) return;
  const percent = (100 * ragged.rows) / all;
  throw new UserError(
    'ragged-rows',
    `${ragged.rows} of ${all} rows (${percent.toFixed(percent < 10 ? 1 : 0)} %) of ${name} do not have the ${width} cells that the header has: line${ragged.lines.length > 1 ? 's' : ''} ${ragged.lines.join(', ')}${ragged.rows > ragged.lines.length ? ' …' : ''}.`,
    {
      hint: 'Put cells that contain the delimiter in quotes, or take those rows out. Up to 1 % of such rows are left out by themselves.',
    },
  );
}

function finish(
  path: string,
  { name, files: places }: Sources,
  { table, files, style }: ReadTable,
): TableProfile {
  const stats = table.columns.map((column, i) => column.finish(style.columns[i] as Convention));
  for (const one of stats) one.refuseMixedUnits();
  const words = new Set(
    stats.flatMap((one) => (one.holdsOddWords ? [...(one.junk as Map<string, number>).keys()] : [])),
  );
  const columns = table.columns.map((column, i) =>
    finishColumn(column, stats[i] as ColumnStats, words, {
      nameless: table.header[i]?.trim() === '',
      first: i === 0,
      convention: style.columns[i] as Convention,
    }),
  );
  const [first] = files as [OpenTable];
  const known = files.map((file, i) => ({
    name: places[i]?.name as string,
    bytes: file.bytes,
    sha256: file.sha256(),
  }));
  return {
    source: {
      path,
      fileName: name,
      bytes: known.reduce((sum, { bytes }) => sum + bytes, 0),
      sha256: known.length === 1 ? (known[0]?.sha256 as string) : digestOf(known),
      files: known,
      ...first.shape(),
      encoding: encodingOf(files),
      decimal: style.decimal,
      thousands: style.thousands,
      signs: [...new Set(stats.flatMap((one) => [...one.signs.keys()].filter(isMoney)))].sort(),
      missing: [...new Set([...missingTokens(stats, words), ...table.missingWords])],
      totals: [...table.totals.words],
    },
    paths: places.map((file) => file.path),
    rows: table.rows,
    columns,
    ragged: table.ragged,
    passedOver: { totals: table.totals.rows, headers: table.headers },
    notices: files.flatMap(({ notices }) => notices),
    sample: { rows: table.sample.kept, all: table.rows <= table.sample.size },
    duplicates: { rows: table.duplicates.count, exact: table.duplicates.exact },
    unsureNumbers: style.unsure.map((i) => (columns[i] as ColumnProfile).name),
    damaged: files.some((file) => file.damaged()),
  };
}

/** One digest of several files: that of their list, as sha256sum prints it. Training's is the same. */
function digestOf(files: { name: string; sha256: string }[]): string {
  const list = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  return createHash('sha256').update(list).digest('hex');
}

/** @param words cells that stand in the place of a number; they mean "missing" in every column, since they do in the file */
function finishColumn(
  column: ColumnReader,
  stats: ColumnStats,
  words: ReadonlySet<string>,
  place: Pick<ColumnProfile, 'nameless' | 'first' | 'convention'>,
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
