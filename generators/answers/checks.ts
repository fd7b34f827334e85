/** What may be wrong with the text of an answer, in one sentence each; null where nothing is. */

import { encodingName } from '../inspect/decode.ts';

const MAX_NAME = 214;

/** npm's rules for a package name, in one sentence each. */
export function whatIsWrongWithName(name: string): string | null {
  if (name.length > MAX_NAME) return `a name has at most ${MAX_NAME} characters`;
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    return 'a name has lower-case letters, digits, "-", "_" and ".", and starts with a letter or a digit';
  }
  if (name === 'node_modules' || name === 'favicon.ico') return `"${name}" is reserved by npm`;
  return null;
}

export const oneLine = (value: string): string | null =>
  /\p{Cc}/u.test(value) ? 'it must be one line of plain text' : null;

export const notEmpty = (value: string): string | null =>
  value.trim() === '' ? 'it must not be empty' : oneLine(value);

/** Delimiters by the name that people give them: no shell needs quotes around it. */
export const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  space: ' ',
};

/** What people type instead of the name, and the name. */
export const DELIMITER_NAMES = {
  ...Object.fromEntries(Object.entries(DELIMITERS).map(([name, character]) => [character, name])),
  '\\t': 'tab',
};

/** A name, or one character that can stand between cells. */
export function whatIsWrongWithDelimiter(value: string): string | null {
  if (value in DELIMITERS) return null;
  if (/^[^\p{L}\p{N}\p{Cc}"'.]$/u.test(value)) return null;
  return `it is one of ${Object.keys(DELIMITERS).join(', ')}, or one character`;
}

/** Any name that is known for an encoding on the web or in Python. */
export function whatIsWrongWithEncoding(value: string): string | null {
  return encodingName(value) === null
    ? 'no encoding has that name; some are utf-8, windows-1252, utf-16le and shift_jis'
    : null;
}
