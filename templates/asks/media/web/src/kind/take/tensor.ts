import type { TensorInput } from '../contract.ts';

export type Nested = number | boolean | string | Nested[];

/** Where JSON is wrong, by line, and what was expected there. */
class Fault extends Error {}

const RANGES: Record<string, [number, number]> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
};

/**
 * Nested lists of the input's type and shape, from JSON.
 *
 * A parser of its own, because a browser's says neither in which line a list is too short nor that a number is none of
 * its type; both are said here as `Line 3: …`.
 */
export function readTensor(text: string, input: TensorInput): { value: Nested } | { fault: string } {
  try {
    const reader = new Reader(text, input.type);
    const value = reader.whole();
    checkShape(reader.shape, input);
    return { value };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

function checkShape(found: number[], { shape }: TensorInput): void {
  const fits = found.length === shape.length && shape.every((size, at) => fitsSize(size, found[at] ?? 0));
  if (fits) return;
  throw new Fault(`It must be of shape ${shapeInWords(shape)}; here it is ${shapeInWords(found)}.`);
}

const fitsSize = (wanted: number | string | null, found: number) =>
  typeof wanted === 'number' && wanted >= 0 ? wanted === found : true;

/** `[1, 3, any, any]`, a number alone where there is no dimension. */
export function shapeInWords(shape: readonly (number | string | null)[]): string {
  if (shape.length === 0) return 'a single value';
  return `[${shape.map((size) => (size === null || size === -1 ? 'any' : size)).join(', ')}]`;
}

class Reader {
  /** The size of each dimension, as the first list of its depth has it. */
  readonly shape: number[] = [];
  #at = 0;
  #line = 1;
  #depth: number | null = null;
  readonly #text: string;
  readonly #type: string;

  constructor(text: string, type: string) {
    this.#text = text;
    this.#type = type;
  }

  whole(): Nested {
    if (this.#peek() === '') throw new Fault('Nothing is here: it needs JSON, as in the example.');
    const value = this.#value(0);
    if (this.#peek() !== '') this.#fail('nothing more was expected here');
    return value;
  }

  #value(depth: number): Nested {
    return this.#peek() === '[' ? this.#list(depth) : this.#leaf(depth);
  }

  #list(depth: number): Nested[] {
    const begun = this.#line;
    this.#at++;
    const values: Nested[] = [];
    while (this.#peek() !== ']') {
      if (values.length > 0) this.#take(',', 'a comma or the end of the list');
      values.push(this.#value(depth + 1));
    }
    this.#at++;
    const before = this.shape[depth];
    if (before !== undefined && before !== values.length)
      this.#fail(`this list has ${values.length} values, the one before it ${before}`, begun);
    this.shape[depth] = values.length;
    return values;
  }

  #leaf(depth: number): Nested {
    if (this.#depth !== null && this.#depth !== depth)
      this.#fail('this value lies deeper or less deep than the others');
    this.#depth = depth;
    const [word = ''] =
      /^("(?:[^"\\]|\\.)*"|[^\s,[\]]+)/.exec(this.#text.slice(this.#at, this.#at + 5000)) ?? [];
    if (word === '') this.#fail(`a ${nounOf(this.#type)} was expected`);
    const value = this.#checked(word);
    this.#at += word.length;
    return value;
  }

  #checked(word: string): Nested {
    let value: unknown;
    try {
      value = JSON.parse(word);
    } catch {
      this.#fail(`${shortened(word)} is no ${nounOf(this.#type)}`);
    }
    if (this.#type === 'string' && typeof value === 'string') return value;
    if (this.#type === 'bool' && typeof value === 'boolean') return value;
    if (typeof value !== 'number' || this.#type === 'string' || this.#type === 'bool')
      return this.#fail(`${shortened(word)} is no ${nounOf(this.#type)}`);
    const isWhole = /^u?int/.test(this.#type);
    if (isWhole && !Number.isInteger(value)) return this.#fail(`${word} is no whole number`);
    const [low, high] = RANGES[this.#type] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (value < low || value > high) return this.#fail(`${word} is outside ${low} … ${high}`);
    return value;
  }

  #take(sign: string, what: string): void {
    if (this.#peek() !== sign) this.#fail(`${what} was expected`);
    this.#at++;
  }

  /** The next sign that is no white space; empty at the end. */
  #peek(): string {
    for (;;) {
      const sign = this.#text[this.#at] ?? '';
      if (sign === '\n') this.#line++;
      else if (sign === '' || !/\s/.test(sign)) return sign;
      this.#at++;
    }
  }

  #fail(what: string, line = this.#line): never {
    throw new Fault(`Line ${line}: ${what}.`);
  }
}

function nounOf(type: string): string {
  if (type === 'string') return 'text in quotes';
  if (type === 'bool') return 'true or false';
  return /^u?int/.test(type) ? 'whole number' : 'number';
}

const shortened = (word: string) => (word.length > 30 ? `${word.slice(0, 30)}…` : word);

/** JSON that a person can read: the innermost lists on a line each. */
export function writeTensor(value: unknown, indent = ''): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (!value.some(Array.isArray)) return `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
  const lines = value.map((one) => `${indent}  ${writeTensor(one, `${indent}  `)}`);
  return `[\n${lines.join(',\n')}\n${indent}]`;
}
