/**
 * Text → number, under the one convention that a whole table is written in.
 */

import type { Dialect } from '../spec.ts';

export type Convention = Pick<Dialect, 'decimal' | 'thousands'>;

/** Signs that may stand before or after a number and are not part of it. */
export const SIGNS = ['%', '€', '$', '£', '¥', '₹', 'EUR', 'USD', 'CHF', 'GBP'];

/** What cannot be a number in the model: float32 ends here. */
const LARGEST = 3.4028234663852886e38;

export const NOT_A_NUMBER = 0;
export const NUMBER = 1;
/** `00123`, or more digits than a number keeps: it names something. */
export const CODE = 2;
/** Infinity, or beyond float32. */
export const INFINITE = 3;

const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/** Reads one cell after the other. The last answer's details stay in its fields, so that nothing is allocated on the hot path. */
export class NumberReader {
  value = 0;
  /** Digits after the decimal sign. */
  decimals = 0;
  /** The sign that stood around the number, or ''. */
  sign = '';
  private readonly point: number;
  private readonly group: number;

  constructor(convention: Convention) {
    this.point = convention.decimal.charCodeAt(0);
    this.group = convention.thousands === '' ? -1 : convention.thousands.charCodeAt(0);
  }

  /** @returns NUMBER, CODE, INFINITE or NOT_A_NUMBER for a trimmed cell */
  read(text: string): number {
    this.sign = '';
    const last = text.charCodeAt(text.length - 1);
    const first = text.charCodeAt(0);
    const bare = last <= 57 && last >= 46 && first <= 57 && first >= 43 ? text : this.strip(text);
    return this.scan(bare);
  }

  private strip(text: string): string {
    for (const sign of SIGNS) {
      if (text.endsWith(sign)) {
        this.sign = sign;
        return text.slice(0, -sign.length).trimEnd();
      }
      if (text.startsWith(sign) || (text.startsWith(sign, 1) && (text[0] === '-' || text[0] === '+'))) {
        this.sign = sign;
        return text.replace(sign, '').replace(/^([+-]?)\s+/, '$1');
      }
    }
    return text;
  }

  private scan(text: string): number {
    const length = text.length;
    let i = 0;
    let negative = false;
    const sign = text.charCodeAt(0);
    if (sign === 45 || sign === 43 || sign === 0x2212) {
      negative = sign !== 43;
      i = 1;
    }
    const start = i;
    let whole = 0;
    let digits = 0;
    let inGroup = -1; // digits since the last thousands sign
    let code = i;
    for (; i < length; i++) {
      code = text.charCodeAt(i);
      if (code >= 48 && code <= 57) {
        whole = whole * 10 + (code - 48);
        digits++;
        if (inGroup >= 0) inGroup++;
      } else if (this.isGroup(code)) {
        if (digits === 0 || (inGroup === -1 ? digits > 3 : inGroup !== 3)) return NOT_A_NUMBER;
        inGroup = 0;
      } else break;
    }
    if (inGroup !== -1 && inGroup !== 3) return NOT_A_NUMBER;
    const leadingZero = digits > 1 && text.charCodeAt(start) === 48;
    if (i === length) {
      this.decimals = 0;
      if (digits === 0) return NOT_A_NUMBER;
      if (leadingZero || digits > 15) return CODE;
      this.value = negative ? -whole : whole;
      return NUMBER;
    }
    let decimals = 0;
    if (code === this.point) {
      for (i++; i < length; i++) {
        code = text.charCodeAt(i);
        if (code < 48 || code > 57) break;
        whole = whole * 10 + (code - 48);
        decimals++;
      }
    }
    if (digits + decimals === 0) return i === start ? infinite(text.slice(start)) : NOT_A_NUMBER;
    this.decimals = decimals;
    if (i === length) {
      if (leadingZero) return CODE;
      const exact = whole <= Number.MAX_SAFE_INTEGER && decimals <= 22;
      const value = exact ? whole / (POWERS[decimals] as number) : Number(this.plain(text.slice(start)));
      this.value = negative ? -value : value;
      return Math.abs(value) <= LARGEST ? NUMBER : INFINITE;
    }
    if ((code === 69 || code === 101) && /^[eE][+-]?\d{1,4}$/.test(text.slice(i)) && !leadingZero) {
      const value = Number(this.plain(text.slice(start)));
      this.value = negative ? -value : value;
      return value <= LARGEST ? NUMBER : INFINITE;
    }
    return NOT_A_NUMBER;
  }

  /** Spaces between thousands may be ordinary, hard, or narrow ones. */
  private isGroup(code: number): boolean {
    if (code === this.group) return true;
    if (this.group === 32) return code === 0xa0 || code === 0x202f || code === 0x2009;
    return this.group === 39 && code === 0x2019;
  }

  private plain(text: string): string {
    let plain = '';
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (!this.isGroup(code)) plain += code === this.point ? '.' : text[i];
    }
    return plain;
  }
}

function infinite(text: string): number {
  return /^(inf|infinity|∞)$/i.test(text) ? INFINITE : NOT_A_NUMBER;
}

/** In the order of preference when several explain the cells equally well. */
const CONVENTIONS: Convention[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
];

const MAYBE_NUMBER = /\d.*[.,'’ \u00a0\u202f\u2009]|[.,]\d/;
const OTHER = /[^\d.,'’ \u00a0\u202f\u2009+\-−eE%€$£¥₹A-Z]/;

export interface NumberStyle extends Convention {
  /** Columns (by position) whose cells would be other numbers under another convention that explains them as well. */
  unsure: number[];
}

/**
 * The convention that makes numbers of the most columns.
 *
 * @param columns some trimmed, non-missing cells of every column
 * @param commaIsLikely the delimiter is one that people with a decimal comma use
 */
export function sniffNumbers(columns: string[][], commaIsLikely: boolean): NumberStyle {
  const telling = columns.map((cells) =>
    cells.filter((cell) => cell.length < 40 && MAYBE_NUMBER.test(cell) && !OTHER.test(cell)),
  );
  const order = commaIsLikely
    ? CONVENTIONS
    : CONVENTIONS.filter((c) => c.thousands === '' && c.decimal === '.').concat(
        CONVENTIONS.slice(2, 3),
        CONVENTIONS.slice(1, 2),
        CONVENTIONS.slice(3),
      );
  const scored = order.map((convention) => {
    const reader = new NumberReader(convention);
    const shares = telling.map((cells, i) => {
      const read = cells.filter((cell) => reader.read(cell) === NUMBER).length;
      return cells.length < 0.5 * (columns[i] as string[]).length ? 0 : read / Math.max(1, cells.length);
    });
    return { convention, shares, score: shares.reduce((sum, share) => sum + (share >= 0.9 ? share : 0), 0) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a));
  const unsure = telling.flatMap((cells, i) => (isUnsure(cells, i) ? [i] : []));
  return { ...best.convention, unsure };

  function isUnsure(cells: string[], column: number): boolean {
    if ((best.shares[column] as number) < 0.9) return false;
    if (best.convention.decimal === '.' && !commaIsLikely && !cells.some((cell) => cell.includes(',')))
      return false;
    const mine = new NumberReader(best.convention);
    return scored.some((other) => {
      if (other === best || other.score < best.score - 1e-9 || (other.shares[column] as number) < 0.9)
        return false;
      const theirs = new NumberReader(other.convention);
      return cells.some(
        (cell) => mine.read(cell) === NUMBER && theirs.read(cell) === NUMBER && mine.value !== theirs.value,
      );
    });
  }
}
