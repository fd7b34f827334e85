/**
 * What is remembered of one column while its cells stream by: in bounded memory, exact up to a limit of different
 * values, and estimated ("about") beyond it.
 */

import { isoFormat, readDate } from './dates.ts';
import { CODE, type Convention, INFINITE, NUMBER, NumberReader } from './numbers.ts';
import { DistinctSketch, hashNumber } from './sketch.ts';
import { isMissing } from './tokens.ts';
import { unitOfSign } from './units.ts';
import { copy, hashText, ValueCounts } from './values.ts';

const MOST_JUNK = 50; // different cells that are neither number nor date, remembered by name
const MOST_SIGNS = 20; // different spellings of units
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
  /** Cells with a sign or a unit around the number (%, €, kg), as it is spelled. */
  readonly signs = new Map<string, number>();
  /** The units that those stand for. */
  readonly units = new Set<string>();
  readonly formats = new Map<string, { cells: number; min: string; max: string }>();
  /** Offsets from UTC in minutes, of which two are remembered. */
  readonly zones = new Set<number>();
  /** The source's spellings of missing and infinite that were met. */
  readonly tokens = new Set<string>();
  /** Cells that are no numbers, for a column that otherwise is; null once there are too many different ones. */
  junk: Map<string, number> | null = new Map();
  textLength = 0;
  textWords = 0;
  /** Numbers of thousands or millions were met, and others with a fraction. */
  private hasFactors = false;
  private hasFractions = false;
  private previous = Number.NEGATIVE_INFINITY;
  private readonly reader: NumberReader;

  constructor(convention: Convention) {
    this.reader = new NumberReader(convention);
  }

  /** Takes `count` cells that all hold `text` (trimmed), and returns a 32-bit hash: equal numbers have equal ones. */
  add(text: string, count: number): number {
    this.cells += count;
    const kind = text === '' ? -1 : this.reader.read(text);
    if (kind === NUMBER) {
      this.addNumber(count);
      return hashNumber(this.reader.value);
    }
    if (text === '' || isMissing(text)) this.addMissing(text, count);
    else if (kind === CODE) this.codes += count;
    else if (kind === INFINITE) {
      this.infinite += count;
      if (this.tokens.size < MOST_TOKENS) this.tokens.add(text);
    } else this.addText(text, count);
    return hashText(text);
  }

  /**
   * Whether this is a column of numbers, or of dates, in which a few cells say something else ("unknown", "n/b").
   * One such word may be frequent; several may not, nor may what holds a digit itself, like "(250)" or ">90".
   */
  get holdsOddWords(): boolean {
    const odd = this.words;
    if (odd === 0 || this.junk === null || this.codes > 0 || (this.dates > 0 && this.numbers > 0))
      return false;
    const usual = this.numbers + this.dates;
    const wordsOnly = ![...this.junk.keys()].some((word) => /\d/.test(word));
    if (this.junk.size === 1 && wordsOnly) return odd <= 0.5 * (usual + odd) && usual >= 10;
    // what is nearly a date, like the 30th of February, is a mistake that should be seen
    return this.junk.size <= 10 && odd <= 0.05 * (usual + odd) && (this.dates === 0 || wordsOnly);
  }

  /** Words in the place of numbers that were taken for missing. */
  readonly forgiven: string[] = [];

  /** Takes `count` cells that were read as words for missing ones. */
  forgive(token: string, count: number): void {
    if (this.numbers + this.dates > 0) this.forgiven.push(token);
    this.words -= count;
    this.missing += count;
    this.junk?.delete(token);
  }

  private addNumber(count: number): void {
    const { value, decimals, before, after, factor } = this.reader;
    if (factor !== 1) this.hasFactors = true;
    else if (decimals > 0) this.hasFractions = true;
    this.numbers += count;
    if (Number.isInteger(value) && decimals === 0) this.integers += count;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (decimals > this.decimals) this.decimals = Math.min(6, decimals);
    if (value <= this.previous) this.rising = false;
    this.previous = value;
    if (before !== '') this.addSign(before, count);
    if (after !== '') this.addSign(after, count);
  }

  private addSign(sign: string, count: number): void {
    const seen = this.signs.get(sign);
    if (seen !== undefined || this.signs.size < MOST_SIGNS) this.signs.set(copy(sign), (seen ?? 0) + count);
    else this.units.add('');
    const unit = unitOfSign(sign);
    if (unit !== '') this.units.add(unit);
  }

  /** Takes numbers of several units for words: 5 kg and 5 g are not the same, nor are engines of 1.2 and 1.2k. */
  refuseMixedUnits(): void {
    const isMixed = this.hasFractions && this.hasFactors && this.units.size === 0;
    if (this.units.size < 2 && !isMixed) return;
    if (this.numbers < 0.8 * (this.cells - this.missing)) this.units.clear(); // words, "500 Days" among them
    this.words += this.numbers;
    this.numbers = 0;
    this.integers = 0;
    this.junk = null;
    this.signs.clear();
  }

  private addMissing(text: string, count: number): void {
    this.missing += count;
    if (text !== '' && this.tokens.size < MOST_TOKENS) this.tokens.add(text);
  }

  private addText(text: string, count: number): void {
    const iso = isoFormat(text);
    if (iso !== null) {
      this.dates += count;
      this.addDate(iso, text, count);
      return;
    }
    const readings = readDate(text);
    if (readings.length > 0) {
      this.dates += count;
      for (const { format, iso, zone } of readings) {
        if (zone !== null && this.zones.size < 2) this.zones.add(zone);
        this.addDate(format, iso, count);
      }
    } else {
      this.words += count;
      this.textLength += text.length * count;
      this.textWords += wordsIn(text) * count;
      this.addJunk(text, count);
    }
  }

  /** @param sortable the date in a form that sorts by time within its format */
  private addDate(format: string, sortable: string, count: number): void {
    const seen = this.formats.get(format);
    if (!seen) {
      const own = copy(sortable);
      this.formats.set(format, { cells: count, min: own, max: own });
      return;
    }
    seen.cells += count;
    if (sortable < seen.min) seen.min = copy(sortable);
    else if (sortable > seen.max) seen.max = copy(sortable);
  }

  private addJunk(text: string, count: number): void {
    if (this.junk === null) return;
    const seen = this.junk.get(text);
    if (seen !== undefined) this.junk.set(text, seen + count);
    else if (this.junk.size < MOST_JUNK) this.junk.set(copy(text), count);
    else this.junk = null;
  }
}

/** One column while the file is read. */
export class ColumnReader {
  readonly name: string;
  stats: ColumnStats | null = null;
  private readonly values: ValueCounts;
  private sketch: DistinctSketch | null = null;
  private readonly convention: Convention;

  constructor(name: string, limit: number, convention: Convention) {
    this.name = name;
    this.values = new ValueCounts(limit);
    this.convention = convention;
  }

  /** Takes one cell and returns a 32-bit hash of what it holds. */
  add(cell: string): number {
    const first = cell.charCodeAt(0);
    const last = cell.charCodeAt(cell.length - 1);
    const text = first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim();
    if (this.stats !== null) return this.addBeyond(text);
    const entry = this.values.add(text);
    if (entry !== null) return entry.hash;
    this.spill();
    return this.addBeyond(text);
  }

  /** Whether every different value was counted. */
  get exact(): boolean {
    return this.stats === null;
  }

  /** Different values, those for "missing" among them; beyond the limit an estimate. */
  distinct(): number {
    const { length } = this.values.entries;
    return this.sketch ? Math.max(length, this.sketch.estimate()) : length;
  }

  /** Value → how often. All of them if `exact`, else those met first, as often as they were met before the limit. */
  counts(): Map<string, number> {
    return new Map(this.values.entries.map(({ text, count }) => [text, count]));
  }

  /** Statistics under `convention`; a column beyond the limit has them under the one it was read with. */
  finish(convention: Convention): ColumnStats {
    if (this.stats) return this.stats;
    const stats = new ColumnStats(convention);
    for (const { text, count } of this.values.entries) stats.add(text, count);
    return stats;
  }

  private addBeyond(text: string): number {
    const hash = (this.stats as ColumnStats).add(text, 1);
    (this.sketch as DistinctSketch).add(hash);
    return hash;
  }

  private spill(): void {
    const stats = new ColumnStats(this.convention);
    this.sketch = new DistinctSketch();
    for (const { text, count } of this.values.entries) this.sketch.add(stats.add(text, count));
    this.stats = stats;
  }
}

function wordsIn(text: string): number {
  let words = 1;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) words++;
  return words;
}
