/** Categories that are spelled in several ways: what differs by case and blanks only is one value. */

import type { ColumnProfile } from './profile.ts';
import { yesNo } from './tokens.ts';

export interface Merged {
  profile: ColumnProfile;
  /** Other spelling → the value, which is the most frequent spelling; null if there are none. */
  spellings: Record<string, string> | null;
}

/** A column of words with its spellings counted as one. Numbers, dates, yes and no stay as they are. */
export function mergeSpellings(column: ColumnProfile): Merged {
  const { stats, counts, exact } = column;
  const plain = { profile: column, spellings: null };
  if (!exact || stats.words === 0 || yesNo(counts.keys())) return plain;
  const groups = new Map<string, string[]>();
  for (const value of counts.keys()) {
    const fold = folded(value);
    const same = groups.get(fold);
    if (same) same.push(value);
    else groups.set(fold, [value]);
  }
  if (groups.size === counts.size) return plain;
  return merge(column, [...groups.values()]);
}

/** A column of yes and no, in whatever spellings, with one spelling of each. */
export function mergeYesNo(column: ColumnProfile, yes: string[], no: string[]): Merged {
  if (column.counts.size <= 2) return { profile: column, spellings: null };
  return merge(column, [yes, no]);
}

/** @param groups values that are one each; the most frequent stands for the others */
function merge(column: ColumnProfile, groups: string[][]): Merged {
  const count = (value: string) => column.counts.get(value) ?? 0;
  const merged = new Map<string, number>();
  const spellings: [string, string][] = [];
  for (const same of groups) {
    const [value, ...others] = [...same].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1)) as [
      string,
      ...string[],
    ];
    const total = same.reduce((sum, one) => sum + count(one), 0);
    merged.set(value, total);
    spellings.push(...others.map((other): [string, string] => [other, value]));
  }
  const profile = { ...column, counts: merged, distinct: merged.size };
  return { profile, spellings: Object.fromEntries(spellings) };
}

/** As `contract/spellings.py` compares. */
function folded(text: string): string {
  return text.normalize('NFC').split(/\s+/u).join(' ').toLowerCase();
}
