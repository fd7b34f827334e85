/**
 * Text in pieces → rows of cells. Papa Parse does the parsing, since it keeps its head on rows of the wrong length
 * (uDSV, though faster, takes cells of the next line for the missing ones).
 */

import Papa from 'papaparse';
import { UserError } from '../errors.ts';

/** One cell longer than this is a quote that was never closed. */
const LONGEST_ROW = 1 << 22; // characters

export interface RowFormat {
  delimiter: string;
  quote: string;
  newline: '\n' | '\r';
}

/** Parses what it is given piece by piece; holds back the row that is not complete yet. */
export class RowReader {
  /** Physical lines before the batch that was returned last, and before the one that comes next. */
  line = 0;
  private nextLine: number;
  private readonly format: RowFormat;
  private rest = '';

  constructor(format: RowFormat, skippedLines = 0) {
    this.format = format;
    this.nextLine = skippedLines;
  }

  /** The rows that `piece` completes; one that could not be read for its quotes is empty of cells. @throws UserError when a quote is never closed */
  push(piece: string): string[][] {
    const text = this.rest === '' ? piece : this.rest + piece;
    if (!piece.includes(this.format.newline)) {
      this.rest = text;
      this.refuseEndless();
      return [];
    }
    const { data, meta, errors } = this.parser().parse(text, 0, true) as Papa.ParseResult<string[]>;
    this.rest = text.slice(meta.cursor);
    this.refuseEndless();
    for (const { row = 0 } of errors) if (row < data.length) data[row] = [];
    this.line = this.nextLine;
    this.nextLine += this.linesIn(text, meta.cursor, data.length);
    return data;
  }

  /** The last row, where the file does not end with a line break. @throws UserError when a quote is never closed */
  end(): string[][] {
    if (this.rest === '') return [];
    const { data, errors } = this.parser().parse(this.rest, 0, false) as Papa.ParseResult<string[]>;
    if (errors.some((error) => error.code === 'MissingQuotes')) throw this.unclosed();
    for (const { row = 0 } of errors) data[row] = [];
    this.line = this.nextLine;
    return data;
  }

  /** The physical line, counted from 1, on which a row of the last batch begins. */
  lineOf(row: number, batch: string[][]): number {
    let line = this.line + 1;
    for (let i = 0; i < row; i++) {
      line++;
      for (const cell of batch[i] as string[]) line += count(cell, this.format.newline);
    }
    return line;
  }

  private linesIn(text: string, end: number, rows: number): number {
    if (this.format.quote === '' || !text.includes(this.format.quote)) return rows;
    return count(text.slice(0, end), this.format.newline);
  }

  /** Characters held back. */
  get unread(): number {
    return this.rest.length;
  }

  private parser() {
    const { delimiter, quote, newline } = this.format;
    const config = { delimiter, newline, quoteChar: quote || '"', fastMode: quote === '' ? true : undefined };
    return new Papa.Parser(config as Papa.ParseConfig) as unknown as {
      parse(text: string, base: number, ignoreLast: boolean): unknown;
    };
  }

  private refuseEndless(): void {
    if (this.rest.length > LONGEST_ROW) throw this.unclosed();
  }

  private unclosed(): UserError {
    const where = this.rest.slice(0, 60).replace(/\s+/g, ' ');
    if (this.format.quote === '' || !this.rest.includes(this.format.quote)) {
      return new UserError(
        'endless-row',
        `One row is longer than ${LONGEST_ROW.toLocaleString('en')} characters; it begins with: ${where} …`,
        {
          hint: 'Give a table whose rows end with line breaks.',
        },
      );
    }
    return new UserError(
      'unclosed-quote',
      `A quote is opened and never closed, in the row that begins with: ${where} …`,
      {
        hint: 'Close the quote in the source, or write it twice where it is part of the text.',
      },
    );
  }
}

function count(text: string, sign: string): number {
  let found = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) found++;
  return found;
}
