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
  /** Physical line, counted from 1, on which the last batch's first row begins. */
  line: number;
  private readonly format: RowFormat;
  private rest = '';

  constructor(format: RowFormat, firstLine = 1) {
    this.format = format;
    this.line = firstLine;
  }

  /** The rows that `piece` completes. @throws UserError when a quote is never closed */
  push(piece: string): string[][] {
    const text = this.rest === '' ? piece : this.rest + piece;
    if (!piece.includes(this.format.newline)) {
      this.rest = text;
      this.refuseEndless();
      return [];
    }
    const { data, meta } = this.parser().parse(text, 0, true) as Papa.ParseResult<string[]>;
    this.rest = text.slice(meta.cursor);
    this.refuseEndless();
    return data;
  }

  /** The last row, where the file does not end with a line break. @throws UserError when a quote is never closed */
  end(): string[][] {
    if (this.rest === '') return [];
    const { data, errors } = this.parser().parse(this.rest, 0, false) as Papa.ParseResult<string[]>;
    if (errors.some((error) => error.code === 'MissingQuotes')) throw this.unclosed();
    return data;
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
    return new UserError(
      'unclosed-quote',
      `A quote is opened and never closed, in the row that begins with: ${where} …`,
      {
        hint: 'Close the quote in the source, or write it twice where it is part of the text.',
      },
    );
  }
}
