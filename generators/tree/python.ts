/**
 * Values as Python writes them, and lines as `ruff format` leaves them.
 *
 * Labels and categories come from strangers' tables: whatever they hold, the result is one valid literal.
 */

/** The product's line length, in its pyproject.toml too. */
export const LINE_LENGTH = 110;

/** What cannot be seen, turns the direction of writing, or ends a line: always escaped. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** A str literal. Double quotes, unless the text holds more of those than single ones. */
export function pyString(text: string): string {
  const count = (mark: string): number => text.split(mark).length - 1;
  const quote = count('"') > count("'") ? "'" : '"';
  return `${quote}${Array.from(text, (char) => escaped(char, quote)).join('')}${quote}`;
}

function escaped(char: string, quote: string): string {
  if (char === quote || char === '\\') return `\\${char}`;
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  if (!INVISIBLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** A float or int literal. 1e21 stays short; what is not finite has no literal. */
export function pyNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`a contract cannot hold the number ${value}`);
  return (value === 0 ? '0' : String(value)).replace('e+', 'e');
}

/** An int literal: `1e21` would be a float. */
export function pyInteger(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : pyNumber(value);
}

export function pyBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}

/** `name: annotation = call(arguments)`, indented by four, broken over lines only where it must be. */
export function declaration(name: string, annotation: Annotation, call: string, args: string[]): string {
  const inline = `    ${name}: ${inlineType(annotation)} = ${call}(`;
  if (fits(`${inline}${args.join(', ')})`)) return `${inline}${args.join(', ')})`;
  if (fits(inline)) return inline + brokenArguments(args);
  const broken = `${brokenType(name, annotation)} = ${call}(`;
  const last = broken.slice(broken.lastIndexOf('\n') + 1);
  return fits(`${last}${args.join(', ')})`) ? `${broken}${args.join(', ')})` : broken + brokenArguments(args);
}

/** A type: a name, or the literals of `Literal[…]`; with `| None` if it may be missing. */
export interface Annotation {
  type: string | string[];
  optional: boolean;
}

function inlineType({ type, optional }: Annotation): string {
  const plain = typeof type === 'string' ? type : `Literal[${type.join(', ')}]`;
  return optional ? `${plain} | None` : plain;
}

function brokenType(name: string, { type, optional }: Annotation): string {
  if (typeof type === 'string') {
    return optional ? `    ${name}: (\n        ${type} | None\n    )` : `    ${name}: ${type}`;
  }
  const indent = optional ? '        ' : '    ';
  // A comma after a single literal would make it a tuple.
  const items = type.map((literal) => `${indent}    ${literal}${type.length > 1 ? ',' : ''}\n`).join('');
  const literal = `Literal[\n${items}${indent}]`;
  return optional ? `    ${name}: (\n        ${literal}\n        | None\n    )` : `    ${name}: ${literal}`;
}

function brokenArguments(args: string[]): string {
  const line = `        ${args.join(', ')}`;
  if (fits(line)) return `\n${line}\n    )`;
  return `\n${args.map((argument) => `        ${argument},\n`).join('')}    )`;
}

/** Whether a line is short enough, in columns of a terminal: that is how the formatter counts. */
function fits(line: string): boolean {
  let width = 0;
  for (const char of line) width += MARK.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width <= LINE_LENGTH;
}

const MARK = /\p{M}/u;
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
