/** Middle values and examples of a column, from the sample of rows. */

import { COMPACT, compactDay, countedMoment, isCounted, isOfFormat, readDate } from './dates.ts';
import { NUMBER, NumberReader } from './numbers.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';

/** The middle number of a column (exact if the sample holds all rows), or null without numbers. */
export function medianOf(profile: TableProfile, position: number): number | null {
  const values = numbersOf(profile, position).filter((value) => value !== null);
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] as number;
}

/** The sample's numbers in one column, null where there is none. */
export function numbersOf(
  profile: TableProfile,
  position: number,
  convention = (profile.columns[position] as ColumnProfile).convention,
): (number | null)[] {
  const reader = new NumberReader(convention);
  return profile.sample.rows.map((row) =>
    reader.read(row[position] as string) === NUMBER ? reader.value : null,
  );
}

/** The middle day or moment of the sample, as ISO text. */
export function middleDate(
  profile: TableProfile,
  position: number,
  format: string,
  type: 'date' | 'datetime',
): string | null {
  if (isCounted(format)) {
    const median = medianOf(profile, position);
    return median === null ? null : countedMoment(median, format, type);
  }
  const days = profile.sample.rows.flatMap((row) => momentOf(row[position] as string, format) ?? []).sort();
  return days[Math.floor((days.length - 1) / 2)] ?? null;
}

/** A cell as ISO text, read in the format of its column; null if it holds none. */
export function momentOf(cell: string, format: string): string | null {
  if (format === COMPACT) return compactDay(cell);
  return readDate(cell).find((reading) => isOfFormat(reading.format, format))?.iso ?? null;
}

/** What a terminal shows of a column beside its type. */
export interface ColumnSummary {
  /** Of numbers; from a fair sample where there are more rows than it holds. */
  median: number | null;
  /** Different values, missing ones not among them. */
  distinct: number;
  /** Whether `distinct` is exact; otherwise say "about". */
  exact: boolean;
  /** The most frequent values and their share of the cells that hold one; none where not all values were counted. */
  top: { value: string; share: number }[];
}

/** @param position of the column, as in `spec.columns` */
export function summaryOf(profile: TableProfile, position: number): ColumnSummary {
  const column = profile.columns[position] as ColumnProfile;
  const { distinct, exact, counts, stats } = column;
  const present = stats.cells - stats.missing - stats.infinite;
  const top = exact ? [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5) : [];
  return {
    median: stats.numbers > 0 ? medianOf(profile, position) : null,
    distinct,
    exact,
    top: top.map(([value, count]) => ({ value, share: count / present })),
  };
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
