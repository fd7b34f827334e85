/** JSON text in pieces → the texts of the values in it, one at a time, without ever holding all of it. */

import { UserError } from '../../errors.ts';

const LONGEST = 1 << 24; // characters of one value

export interface Piece {
  text: string;
  /** The line it begins on, counted from 1. */
  line: number;
}

/** Lines that hold something. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Piece> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() as string;
    for (const text of lines) {
      line++;
      if (/\S/.test(text)) yield { text, line };
    }
    if (rest.length > LONGEST) throw tooLong(line + 1);
  }
  if (/\S/.test(rest)) yield { text: rest, line: line + 1 };
}

/**
 * The elements of the array that the text is.
 *
 * @throws UserError: the array does not end, or something follows it
 */
export async function* elementsOf(pieces: AsyncIterable<string>, name: string): AsyncGenerator<Piece> {
  const splitter = new Splitter();
  for await (const piece of pieces) yield* splitter.push(piece, name);
  if (!splitter.closed) {
    throw new UserError('broken-json', `${name} breaks off: the list that it begins with does not end.`, {
      hint: 'Fetch or write the file again.',
    });
  }
}

class Splitter {
  closed = false;
  private depth = 0;
  private inText = false;
  private rest = '';
  /** The first character of the element that is being read, or -1. */
  private start = -1;
  private at = 0;
  private line = 1;
  private startLine = 1;

  *push(piece: string, name: string): Generator<Piece> {
    const text = this.rest + piece;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (this.inText) {
        if (code === 92) this.at++;
        else if (code === 34) this.inText = false;
        else if (code === 10) this.line++;
        continue;
      }
      if (code === 10) this.line++;
      if (code === 32 || (code >= 9 && code <= 13) || code === 0xfeff) continue;
      if (this.closed) throw trailing(name, this.line);
      const separates = this.depth === 1 && (code === 44 || code === 93);
      if (separates) {
        if (this.start >= 0) yield { text: text.slice(this.start, this.at), line: this.startLine };
        this.start = -1;
        this.closed = code === 93;
        continue;
      }
      if (this.depth === 1 && this.start < 0) {
        this.start = this.at;
        this.startLine = this.line;
      }
      if (code === 34) this.inText = true;
      else if (code === 91 || code === 123) this.depth++;
      else if (code === 93 || code === 125) this.depth--;
    }
    const keep = this.start < 0 ? Math.min(this.at, text.length) : this.start;
    this.rest = text.slice(keep);
    this.at -= keep;
    if (this.start >= 0) this.start = 0;
    if (this.rest.length > LONGEST) throw tooLong(this.startLine);
  }
}

function trailing(name: string, line: number): UserError {
  return new UserError('broken-json', `In ${name}, something follows the list, on line ${line}.`, {
    hint: 'One list of objects is expected, or one object a line.',
  });
}

function tooLong(line: number): UserError {
  return new UserError(
    'endless-row',
    `One row is longer than ${LONGEST.toLocaleString('en')} characters; it begins on line ${line}.`,
    { hint: 'Give a list of objects, or one object a line.' },
  );
}
