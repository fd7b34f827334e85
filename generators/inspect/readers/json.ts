/**
 * JSON → header and rows: a list of objects, one object a line, or one object that holds the table. It is read twice:
 * the last row may be the first with a certain key.
 */

import { UserError } from '../../errors.ts';
import type { OpenText } from '../open.ts';
import { elementsOf, linesOf, type Piece } from './json-pieces.ts';
import { recordsOf } from './json-table.ts';
import { flatten, isObject, type Json, parseMarked } from './json-values.ts';
import { CUT_BY_ITSELF } from './plain.ts';
import type { Batch, OpenTable, Shape } from './reader.ts';

const BATCH = 500; // rows
const MOST_KEYS = 20_000;
const LARGEST_OBJECT = 1 << 28; // characters of one object that holds the whole table

/** What a text that begins with a bracket is. */
export type JsonKind = 'lines' | 'list' | 'object';

/** @param head the beginning of the text, longer than one line where the file is */
export function jsonKind(head: string): JsonKind {
  const start = head.replace(/^\ufeff/, '').trimStart();
  if (start.startsWith('[')) return 'list';
  const [first = '', next] = start.split('\n').filter((line) => line.trim() !== '');
  if (!isWhole(first)) return 'object';
  return next !== undefined || !holdsTable(first) ? 'lines' : 'object';
}

function isWhole(line: string): boolean {
  try {
    return isObject(parseMarked(line));
  } catch {
    return false;
  }
}

function holdsTable(line: string): boolean {
  return Object.values(parseMarked(line) as object).some((value) => typeof value === 'object');
}

/** @param again opens the text once more @throws UserError */
export async function openJson(
  text: OpenText,
  again: () => Promise<OpenText>,
  name: string,
  kind: JsonKind,
): Promise<OpenTable> {
  const records = (pieces: AsyncIterable<string>): AsyncIterable<JsonRow> => {
    if (kind === 'object') return tableIn(pieces, name);
    return parsed(kind === 'lines' ? linesOf(pieces) : elementsOf(pieces, name));
  };
  const places = await keysOf(records(text.pieces), name);
  const second = await again();
  const shape: Shape = {
    ...CUT_BY_ITSELF,
    format: kind === 'lines' ? 'jsonl' : 'json',
    compression: text.compression,
    encoding: text.encoding(),
  };
  return {
    header: [...places.keys()],
    headerCells: [],
    batches: batches(records(second.pieces), places),
    shape: () => shape,
    bytes: text.bytes,
    sha256: text.sha256,
    plain: text.plain,
    damaged: text.damaged,
    notices: [],
  };
}

/** The cells of an object, by the names of their columns; null where the text was none. And the line it begins on. */
interface JsonRow {
  cells: [string, string][] | null;
  line: number;
}

function rowOf(value: Json, line: number): JsonRow {
  if (!isObject(value)) return { cells: null, line };
  const cells: [string, string][] = [];
  flatten(value, (name, text) => cells.push([name, text]));
  return { cells, line };
}

async function* parsed(pieces: AsyncIterable<Piece>): AsyncGenerator<JsonRow> {
  for await (const { text, line } of pieces) {
    let row: JsonRow = { cells: null, line };
    try {
      row = rowOf(parseMarked(text), line);
    } catch {} // no JSON, or nested too deeply
    yield row;
  }
}

async function* tableIn(pieces: AsyncIterable<string>, name: string): AsyncGenerator<JsonRow> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length > LARGEST_OBJECT) {
      throw new UserError('too-large', `${name} is one JSON object too large to be read at once.`, {
        hint: 'Write it as one object a line, e.g. pandas.DataFrame.to_json(…, orient="records", lines=True).',
      });
    }
  }
  let whole: Json;
  try {
    whole = parseMarked(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(
      'broken-json',
      `${name} is no valid JSON: it begins like an object and cannot be read as one.`,
      {
        hint: 'Write it again, as a list of objects or one object a line.',
        cause: error,
      },
    );
  }
  let line = 1;
  for (const value of recordsOf(whole, name)) yield rowOf(value, line++);
}

/** Every key that any record has → its place, in the order of first appearance. */
async function keysOf(records: AsyncIterable<JsonRow>, name: string): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  let good = 0;
  for await (const { cells } of records) {
    if (cells === null) continue;
    good++;
    for (const [key] of cells) if (!places.has(key)) places.set(key, places.size);
    if (places.size > MOST_KEYS) {
      throw new UserError(
        'too-many-columns',
        `The objects in ${name} have more than ${MOST_KEYS} different keys.`,
        {
          hint: 'Give a table with the columns that matter.',
        },
      );
    }
  }
  if (good === 0 || places.size === 0) {
    throw new UserError(
      'not-a-table',
      `${name} is JSON, but holds no table: no objects with keys were found.`,
      {
        hint: 'A list of objects is expected, [{"a": 1, "b": 2}, …], or one object a line.',
      },
    );
  }
  return places;
}

async function* batches(
  records: AsyncIterable<JsonRow>,
  places: ReadonlyMap<string, number>,
): AsyncGenerator<Batch> {
  let rows: string[][] = [];
  let lines: number[] = [];
  const batch = (): Batch => {
    const own = lines;
    return { rows, lineOf: (i) => own[i] as number };
  };
  for await (const { cells, line } of records) {
    const row = cells === null ? [] : Array<string>(places.size).fill('');
    for (const [key, text] of cells ?? []) row[places.get(key) as number] = text;
    rows.push(row);
    lines.push(line);
    if (rows.length === BATCH) {
      yield batch();
      rows = [];
      lines = [];
    }
  }
  yield batch();
}
