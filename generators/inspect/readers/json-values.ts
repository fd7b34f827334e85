/** The text of one JSON value → cells. Numbers stay as they are written: 1.0 is no whole number, and no digit is lost. */

/** A key, another text, a number, or what Python writes for numbers that JSON does not have. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g;
const NUMBER = '\0';
const KEY = '.';

export type Json = string | boolean | null | Json[] | { [key: string]: Json };

/**
 * Parses a value with its numbers marked as such, and its keys too: JavaScript would put keys like "1" before all others.
 *
 * @throws SyntaxError
 */
export function parseMarked(text: string): Json {
  return JSON.parse(
    text.replace(TOKEN, (token, colon) => {
      if (token.charCodeAt(0) !== 34) return `"\\u0000${token}"`;
      return colon === undefined ? token : `"${KEY}${token.slice(1)}`;
    }),
  );
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a marked object as they were written. */
export function entriesOf(value: { [key: string]: Json }): [string, Json][] {
  return Object.entries(value).map(([key, inner]) => [key.slice(KEY.length), inner]);
}

/** Calls `cell` for every value of an object; those of nested ones have names like `a.b`. */
export function flatten(
  value: { [key: string]: Json },
  cell: (name: string, text: string) => void,
  above = '',
): void {
  for (const key in value) {
    const inner = value[key] as Json;
    const name = above === '' ? key.slice(KEY.length) : `${above}.${key.slice(KEY.length)}`;
    if (isObject(inner)) flatten(inner, cell, name);
    else cell(name, cellText(inner));
  }
}

/** A value as a cell: a list is its JSON. */
export function cellText(value: Json): string {
  if (typeof value === 'string') return value.startsWith(NUMBER) ? value.slice(1) : wellFormed(value);
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : jsonText(value);
}

function jsonText(value: Json): string {
  if (typeof value === 'string')
    return value.startsWith(NUMBER) ? value.slice(1) : JSON.stringify(wellFormed(value));
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (isObject(value))
    return `{${entriesOf(value)
      .map(([key, inner]) => `${JSON.stringify(wellFormed(key))}:${jsonText(inner)}`)
      .join(',')}}`;
  return String(value);
}

/** Half a character (`\ud800`) cannot be written in UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
