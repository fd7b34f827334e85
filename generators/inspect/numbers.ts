/**
 * Text → number, under the one convention that a whole table is written in.
 */

import type { Dialect } from '../spec.ts';
import { type Affix, signAfter, unitBefore } from './units.ts';

export type Convention = Pick<Dialect, 'decimal' | 'thousands'>;

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
  /** The signs that stood before and after the number, or ''. */
  before = '';
  after = '';
  /** What the sign after the number multiplied it with. */
  factor = 1;
  private readonly point: number;
  private readonly group: number;

  constructor(convention: Convention) {
    this.point = convention.decimal.charCodeAt(0);
    this.group = convention.thousands === '' ? -1 : convention.thousands.charCodeAt(0);
  }

  /** @returns NUMBER, CODE, INFINITE or NOT_A_NUMBER for a trimmed cell */
  read(text: string): number {
    this.before = '';
    this.after = '';
    this.factor = 1;
    let last = text.charCodeAt(text.length - 1);
    if (last === 46) last = text.charCodeAt(text.length - 2); // "5." and "5 kr."
    let first = text.charCodeAt(0);
    if (first === 45 || first === 43) first = text.charCodeAt(1); // -$5
    if (last <= 57 && last >= 48 && first <= 57 && first >= 44) return this.scan(text);
    const affixed = affixedNumber(text);
    if (affixed === null) return this.scan(text);
    this.before = affixed.before;
    this.after = affixed.after;
    const kind = this.scan(affixed.bare);
    this.factor = affixed.factor;
    if (this.factor !== 1) this.value = Number((this.value * this.factor).toPrecision(15));
    if (affixed.negative) this.value = 0 - this.value;
    return kind;
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
    let lakhs = false; // grouped as in India, 12,34,567
    let code = i;
    for (; i < length; i++) {
      code = text.charCodeAt(i);
      if (code >= 48 && code <= 57) {
        whole = whole * 10 + (code - 48);
        digits++;
        if (inGroup >= 0) inGroup++;
      } else if (this.isGroup(code)) {
        if (digits === 0 || (inGroup === -1 ? digits > 3 : inGroup !== 3 && inGroup !== 2))
          return NOT_A_NUMBER;
        if (inGroup === 2) lakhs = true;
        inGroup = 0;
      } else break;
    }
    if (inGroup !== -1 && inGroup !== 3) return NOT_A_NUMBER;
    if (lakhs && !(this.group === 44 && LAKHS.test(text))) return NOT_A_NUMBER;
    const leadingZero = digits > 1 && text.charCodeAt(start) === 48;
    if (i === length) {
      this.decimals = 0;
      if (digits === 0) return NOT_A_NUMBER;
      if (leadingZero || digits > 15) return CODE;
      this.value = negative && whole !== 0 ? -whole : whole;
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
      this.value = negative && value !== 0 ? -value : value;
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

const LAKHS = /^[+\-−]?\d{1,2}(,\d{2})+,\d{3}(?!\d)/;

/** Sign, unit, bracket, unit, sign, digits, unit, bracket, unit: every part but the digits may be absent. */
const AFFIXED =
  /^([^\d\s()+\-−.,][^\d()+\-−,]{0,9}?)?(\s*)([+\-−])?(\()?\s*((?<=[+\-−(]\s*)[^\d\s()+\-−.,][^\d()+\-−,]{0,9}?)?(\s*)([+\-−])?\s*([.,]?\d(?:[\d.,'’\s]*[\d.,])?)(\s*)([^\d\s()+\-−,][^()]{0,11})?(\))?\s*((?<=\)\s*)[^\d\s()+\-−,][^()]{0,11})?$/;
const LONGEST_AFFIXED = 40;
const LONGEST_BEFORE = 14;

interface Affixed {
  bare: string;
  before: string;
  after: string;
  negative: boolean;
  factor: number;
}

/** "5,-" and "12.–€": what stands for no cents is part of the sign after the number. */
const NO_CENTS = /(?<=\d)[.,][-–—]{1,2}(?=\D*$)/;

/**
 * A number with something around it: the digits, what stands before and after them, whether brackets or a sign make it
 * negative, and what it is multiplied with.
 */
export function affixedNumber(text: string): Affixed | null {
  if (text.length > LONGEST_AFFIXED || !digitNear(text) || hasBareEnds(text)) return null;
  const cents = NO_CENTS.exec(text)?.[0] ?? '';
  const match = AFFIXED.exec(cents === '' ? text : text.replace(NO_CENTS, ''));
  if (!match) return null;
  const [
    ,
    outer = '',
    space1,
    sign1 = '',
    open = '',
    inner = '',
    space2,
    sign2 = '',
    bare,
    space3,
    near = '',
    close = '',
    far = '',
  ] = match as unknown as string[];
  if (
    (open === '') !== (close === '') ||
    (sign1 !== '' && sign2 !== '') ||
    (open !== '' && sign1 + sign2 !== '')
  )
    return null;
  if ((outer !== '' && inner !== '') || (near !== '' && far !== '')) return null;
  const before = outer || inner;
  const after = near || far;
  const first = before === '' ? null : unitBefore(before, (outer ? space1 : space2) !== '');
  const last: Affix | null = after === '' ? null : signAfter(after, near === '' || space3 !== '');
  if ((before !== '' && first === null) || (after !== '' && last === null)) return null;
  if (after === 'B' && first === null) return null; // $1.2B, but no size 34B
  if (first !== null && last !== null && last.unit !== '' && first !== last.unit) return null;
  return {
    bare: bare as string,
    before,
    after: cents + (cents === '' ? '' : space3) + after,
    factor: last?.factor ?? 1,
    negative: open !== '' || '-−'.includes(sign1 + sign2 || '+'),
  };
}

/** Whether a digit is so near the beginning that a sign or a unit fits before it. Most texts are told from numbers so, at once. */
function digitNear(text: string): boolean {
  const end = Math.min(text.length, LONGEST_BEFORE);
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

/** Nothing stands around what begins and ends with a digit. */
function hasBareEnds(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first >= 48 && first <= 57 && last >= 48 && last <= 57;
}

function infinite(text: string): number {
  return /^(inf|infinity|∞)$/i.test(text) ? INFINITE : NOT_A_NUMBER;
}
