/**
 * What is remembered of one column while its cells stream by: in bounded memory, exact up to a limit of different
 * values, and estimated ("about") beyond it.
 */

import { readDate } from './dates.ts';
import { CODE, type Convention, INFINITE, NUMBER, NumberReader } from './numbers.ts';
import { DistinctSketch } from './sketch.ts';
import { isMissing } from './tokens.ts';

const MOST_JUNK = 50; // different cells that are neither number nor date, remembered by name
const MOST_TOKENS = 30; // different spellings of "missing"

/** What the cells of a column read as. Every count is a count of cells. */
export class ColumnStats {
  cells = 0;
  missing = 0;
  numbers = 0;
  integers = 0;
  codes = 0;
  infinite = 0;
  dates = 0;
  /** Cells that are none of these. */
  words = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Most digits after the decimal sign, at most 6. */
  decimals = 0;
  /** Each number was larger than the one before, in the order of first appearance. */
  rising = true;
  /** Cells with a sign around the number (%, €), by sign. */
  readonly signs = new Map<string, number>();
  readonly formats = new Map<string, { cells: number; min: string; max: string }>();
  /** The source's spellings of missing and infinite that were met. */
  readonly tokens = new Set<string>();
  /** Cells that are no numbers, for a column that otherwise is; null once there are too many different ones. */
  junk: Map<string, number> | null = new Map();
  textLength = 0;
  textWords = 0;
  private previous = Number.NEGATIVE_INFINITY;
  private readonly reader: NumberReader;

  constructor(convention: Convention) {
    this.reader = new NumberReader(convention);
  }

  /** Takes `count` cells that all hold `text` (trimmed). */
  add(text: string, count: number): void {
    this.cells += count;
    const kind = text === '' ? -1 : this.reader.read(text);
    if (kind === NUMBER) this.addNumber(count);
    else if (text === '' || isMissing(text)) this.addMissing(text, count);
    else if (kind === CODE) this.codes += count;
    else if (kind === INFINITE) {
      this.infinite += count;
      if (this.tokens.size < MOST_TOKENS) this.tokens.add(text);
    } else this.addText(text, count);
  }

  /**
   * Whether this is a column of numbers in which a few cells say something else ("unknown", "n/b").
   * One such word may be frequent; several may not.
   */
  get numbersWithJunk(): boolean {
    const odd = this.words;
    if (odd === 0 || this.junk === null || this.codes + this.dates > 0) return false;
    const all = this.numbers + odd;
    if (this.junk.size === 1) return odd <= 0.5 * all && this.numbers >= 10;
    return this.junk.size <= 10 && odd <= 0.05 * all;
  }

  /** Takes `count` cells that were read as words for missing ones. */
  forgive(token: string, count: number): void {
    this.words -= count;
    this.missing += count;
    this.junk?.delete(token);
  }

  private addNumber(count: number): void {
    const { value, decimals, sign } = this.reader;
    this.numbers += count;
    if (Number.isInteger(value) && decimals === 0) this.integers += count;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (decimals > this.decimals) this.decimals = Math.min(6, decimals);
    if (value <= this.previous) this.rising = false;
    this.previous = value;
    if (sign !== '') this.signs.set(sign, (this.signs.get(sign) ?? 0) + count);
  }

  private addMissing(text: string, count: number): void {
    this.missing += count;
    if (text !== '' && this.tokens.size < MOST_TOKENS) this.tokens.add(text);
  }

  private addText(text: string, count: number): void {
    const readings = readDate(text);
    if (readings.length > 0) {
      this.dates += count;
      for (const { format, iso } of readings) this.addDate(format, iso, count);
    } else {
      this.words += count;
      this.addJunk(text, count);
    }
    this.textLength += text.length * count;
    this.textWords += wordsIn(text) * count;
  }

  private addDate(format: string, iso: string, count: number): void {
    const seen = this.formats.get(format);
    if (!seen) {
      this.formats.set(format, { cells: count, min: iso, max: iso });
      return;
    }
    seen.cells += count;
    if (iso < seen.min) seen.min = iso;
    if (iso > seen.max) seen.max = iso;
  }

  private addJunk(text: string, count: number): void {
    if (this.junk === null) return;
    if (!this.junk.has(text) && this.junk.size === MOST_JUNK) this.junk = null;
    else this.junk.set(copy(text), (this.junk.get(text) ?? 0) + count);
  }
}

/** One column while the file is read. */
export class ColumnReader {
  readonly name: string;
  /** Trimmed cell → how often; stops growing at the limit. */
  readonly counts = new Map<string, number>();
  stats: ColumnStats | null = null;
  private sketch: DistinctSketch | null = null;
  private readonly limit: number;
  private readonly convention: Convention;

  constructor(name: string, limit: number, convention: Convention) {
    this.name = name;
    this.limit = limit;
    this.convention = convention;
  }

  /** Takes one trimmed cell. */
  add(text: string): void {
    if (this.stats !== null) {
      this.addBeyond(text);
      return;
    }
    const count = this.counts.get(text);
    if (count !== undefined) this.counts.set(text, count + 1);
    else if (this.counts.size < this.limit) this.counts.set(copy(text), 1);
    else {
      this.spill();
      this.addBeyond(text);
    }
  }

  /** Whether every different value was counted. */
  get exact(): boolean {
    return this.stats === null;
  }

  /** Different values, missing ones not among them. */
  distinct(): number {
    if (this.sketch) return Math.max(this.counts.size, this.sketch.estimate());
    let distinct = 0;
    for (const text of this.counts.keys()) if (text !== '' && !isMissing(text)) distinct++;
    return distinct;
  }

  /** Statistics under `convention`; a column beyond the limit has them under the one it was read with. */
  finish(convention: Convention): ColumnStats {
    if (this.stats) return this.stats;
    const stats = new ColumnStats(convention);
    for (const [text, count] of this.counts) stats.add(text, count);
    return stats;
  }

  private addBeyond(text: string): void {
    (this.stats as ColumnStats).add(text, 1);
    (this.sketch as DistinctSketch).add(text);
  }

  private spill(): void {
    this.stats = this.finish(this.convention);
    this.sketch = new DistinctSketch();
    for (const text of this.counts.keys()) this.sketch.add(text);
  }
}

function wordsIn(text: string): number {
  let words = 1;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) words++;
  return words;
}

/** A text that does not keep the whole piece of the file alive that it was cut from. */
export function copy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
