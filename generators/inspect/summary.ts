/** Middle values and examples of a column, from the sample of rows. */

import { COMPACT, compactDay, readDate } from './dates.ts';
import { type Convention, NUMBER, NumberReader } from './numbers.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';

/** The middle number of a column (exact if the sample holds all rows), or null without numbers. */
export function medianOf(profile: TableProfile, position: number): number | null {
  const values = numbersOf(profile, position, profile.source).filter((value) => value !== null);
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}

/** The sample's numbers in one column, null where there is none. */
export function numbersOf(
  profile: TableProfile,
  position: number,
  convention: Convention,
): (number | null)[] {
  const reader = new NumberReader(convention);
  return profile.sample.rows.map((row) =>
    reader.read(row[position] as string) === NUMBER ? reader.value : null,
  );
}

/** The middle day or moment of the sample, as ISO text. */
export function middleDate(profile: TableProfile, position: number, format: string): string | null {
  const days = profile.sample.rows.flatMap((row) => {
    const cell = row[position] as string;
    const compact = format === COMPACT ? compactDay(cell) : null;
    if (compact !== null) return [compact];
    const readings = readDate(cell);
    const reading = format === 'ISO8601' ? readings[0] : readings.find((one) => one.format === format);
    return reading ? [reading.iso] : [];
  });
  return days.sort()[Math.floor((days.length - 1) / 2)] ?? null;
}

/** The most frequent value that is not missing, and how often it was met. */
export function topValue(column: ColumnProfile): { value: string; count: number } | null {
  let top: { value: string; count: number } | null = null;
  for (const [value, count] of column.counts) {
    if (top === null || count > top.count || (count === top.count && value < top.value))
      top = { value, count };
  }
  return top;
}
