/** A delimited text (CSV, TSV and the like) → header and rows. */

import { dropLines, newlineOf, sniffFormat, withoutTail } from '../dialect.ts';
import { joinedHeader, layoutOf } from '../layout.ts';
import type { OpenText } from '../open.ts';
import { type RowFormat, RowReader } from '../rows.ts';
import type { Batch, OpenOptions, OpenTable, Shape } from './reader.ts';

const HEAD = 1 << 17; // characters
const TOP = 400; // rows that tell how the table is laid out

/** @throws UserError: no line, one column only, a quote that never closes */
export async function openDelimited(
  text: OpenText,
  name: string,
  { reading, like }: OpenOptions,
): Promise<OpenTable> {
  const { head, whole } = await headOf(text.pieces);
  const format: RowFormat & { skipLines: number } = like
    ? { ...like, newline: newlineOf(head) }
    : sniffFormat(head, whole, name, reading.delimiter);
  const rows = topRows(dropLines(head, format.newline, format.skipLines), format, whole);
  const layout = like ? { skip: 0, headerRows: like.headerRows } : layoutOf(rows, reading.header);
  const { skip, headerRows } = layout;
  const skipLines = format.skipLines + linesOf(rows.slice(0, skip), format.newline);
  const headerCells = rows.slice(skip, skip + headerRows);
  const width = Math.max(...rows.slice(skip, skip + Math.max(1, headerRows)).map((row) => row.length));
  const reader = new RowReader(format, skipLines);

  async function* batches(): AsyncGenerator<Batch> {
    let toSkip: number = headerRows;
    const batch = (all: string[][]): Batch => {
      const skipped = Math.min(toSkip, all.length);
      toSkip -= skipped;
      const rows = skipped === 0 ? all : all.slice(skipped);
      return { rows, lineOf: (i) => reader.lineOf(i + skipped, all) };
    };
    try {
      yield batch(reader.push(dropLines(head, format.newline, skipLines)));
      if (!whole) for await (const piece of text.pieces) yield batch(reader.push(piece));
      yield batch(reader.end());
    } finally {
      await text.pieces.return(undefined);
    }
  }

  const shape = (): Shape => ({
    format: 'csv',
    compression: text.compression,
    encoding: text.encoding(),
    delimiter: format.delimiter,
    quote: format.quote,
    skipLines,
    skipColumns: 0,
    headerRows,
    sheet: null,
  });
  return {
    header: withoutTail(joinedHeader(headerCells, width), rows.slice(skip + headerRows)),
    headerCells,
    batches: batches(),
    shape,
    bytes: text.bytes,
    sha256: text.sha256,
    plain: text.plain,
    damaged: text.damaged,
    notices: [],
  };
}

async function headOf(pieces: AsyncGenerator<string>): Promise<{ head: string; whole: boolean }> {
  let head = '';
  while (head.length < HEAD) {
    const { value, done } = await pieces.next();
    if (done) return { head, whole: true };
    head += value;
  }
  return { head, whole: false };
}

function topRows(text: string, format: RowFormat, whole: boolean): string[][] {
  const reader = new RowReader(format);
  const rows = reader.push(text);
  if (whole || rows.length === 0) rows.push(...reader.end());
  return rows.slice(0, TOP);
}

function linesOf(rows: string[][], newline: string): number {
  return rows.reduce((lines, row) => lines + row.join('').split(newline).length, 0);
}
