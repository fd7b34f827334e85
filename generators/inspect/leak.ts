/**
 * Columns that give the answer away: copies of the target in other words, and what is filled in only once the answer
 * is known. A strong feature is no leak, so each rule asks for what chance or nature hardly brings about.
 *
 * Everything is judged on the sample of rows, which for small tables is the whole table.
 */

import type { Task } from '../spec.ts';
import { type Convention, NUMBER, NumberReader } from './numbers.ts';
import type { TableProfile } from './profile.ts';
import { correlation, ranks } from './statistics.ts';
import { saysTime } from './types.ts';
import type { Understood } from './understood.ts';

export interface Leak {
  /** Certain enough to leave the column out; otherwise it is only warned of. */
  certain: boolean;
  /** What was seen, in words for people. */
  why: string;
}

/** One row of a column and the target; `x` is null where the cell is missing. */
interface Pair {
  x: string | null;
  y: string;
}

const FEWEST = 10; // rows
const BY_CHANCE = 1e-6;

/** How `column` gives the target away, or null. */
export function findLeak(
  profile: TableProfile,
  column: Understood,
  target: Understood,
  task: Task,
): Leak | null {
  const pairs = pairsOf(profile, column, target);
  if (pairs.length < FEWEST) return null;
  const known = pairs.filter((pair): pair is { x: string; y: string } => pair.x !== null);
  const numeric = column.typed.type === 'number' || column.typed.type === 'integer';
  if (task === 'regression') {
    return (numeric ? copiedNumber(known, column, target) : null) ?? decidesNumber(known);
  }
  return (
    filledForOneClass(pairs) ??
    decidesClass(known) ??
    (numeric ? separatesClasses(known, column.profile.convention) : null)
  );
}

function pairsOf(
  profile: TableProfile,
  { position: x }: Understood,
  { position: y, spellings }: Understood,
): Pair[] {
  const missing = new Set(profile.source.missing.map((token) => token.toLowerCase()));
  const longest = Math.max(...profile.source.missing.map((token) => token.length));
  const isMissing = (cell: string) => cell.length <= longest && missing.has(cell.toLowerCase());
  return profile.sample.rows.flatMap((row) => {
    const cell = row[x] as string;
    const answer = row[y] as string;
    return isMissing(answer) ? [] : [{ x: isMissing(cell) ? null : cell, y: spellings?.[answer] ?? answer }];
  });
}

function filledForOneClass(pairs: Pair[]): Leak | null {
  const classes = countBy(pairs, ({ y }) => y);
  const filled = countBy(
    pairs.filter(({ x }) => x !== null),
    ({ y }) => y,
  );
  const empty = countBy(
    pairs.filter(({ x }) => x === null),
    ({ y }) => y,
  );
  for (const [some, words] of [
    [filled, 'filled'],
    [empty, 'empty'],
  ] as const) {
    if (some.size !== 1) continue;
    const [[only, count]] = [...some] as [[string, number]];
    const share = (classes.get(only) as number) / pairs.length;
    // "empty only for one class" happens by nature, unless that class is always empty
    const all = count === classes.get(only);
    if (share ** count < BY_CHANCE && (words === 'filled' || all))
      return { certain: true, why: `it is ${words} only where the answer is "${only}"` };
  }
  return null;
}

/** Values that stand for one class each. */
function decidesClass(pairs: { x: string; y: string }[]): Leak | null {
  const groups = groupBy(
    pairs,
    ({ x }) => x,
    ({ y }) => y,
  );
  const classes = countBy(pairs, ({ y }) => y);
  if (
    classes.size < 2 ||
    groups.size < classes.size ||
    pairs.length < FEWEST * groups.size * (groups.size > classes.size ? 1 : 0.3)
  )
    return null;
  const hits = new Map<string, number>();
  for (const answers of groups.values()) {
    const [best, count] = [...answers].reduce((a, b) => (b[1] > a[1] ? b : a));
    hits.set(best, (hits.get(best) ?? 0) + count);
  }
  const right = [...hits.values()].reduce((a, b) => a + b, 0) / pairs.length;
  const leastFound = Math.min(...[...classes].map(([value, count]) => (hits.get(value) ?? 0) / count));
  const copy = groups.size === classes.size;
  if (right < (copy ? 0.99 : 0.995) || leastFound < (copy ? 0.95 : 0.98)) return null;
  const always = right === 1 ? 'always' : 'nearly always';
  return {
    certain: true,
    why: copy
      ? `its values ${always} stand for one answer each`
      : `the answer ${always} follows from its value`,
  };
}

/** Numbers of which one range, or one single number, belongs to each class. */
function separatesClasses(pairs: { x: string; y: string }[], convention: Convention): Leak | null {
  const ranges = new Map<string, { min: number; max: number; count: number }>();
  const reader = new NumberReader(convention);
  for (const { x, y } of pairs) {
    if (reader.read(x) !== NUMBER) continue;
    const { value } = reader;
    const range = ranges.get(y);
    if (range) {
      range.min = Math.min(range.min, value);
      range.max = Math.max(range.max, value);
      range.count++;
    } else ranges.set(y, { min: value, max: value, count: 1 });
  }
  const sorted = [...ranges].sort(([, a], [, b]) => a.min - b.min);
  if (sorted.length < 2 || sorted.some(([, { count }]) => count < FEWEST)) return null;
  let gap = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) {
    gap = Math.min(
      gap,
      (sorted[i] as (typeof sorted)[number])[1].min - (sorted[i - 1] as (typeof sorted)[number])[1].max,
    );
  }
  if (gap <= 0) return null;
  const single = sorted.find(([, { min, max }]) => min === max);
  if (single)
    return {
      certain: true,
      why: `it is ${single[1].min} wherever the answer is "${single[0]}", and nowhere else`,
    };
  const widest = Math.max(...sorted.map(([, { min, max }]) => max - min));
  return {
    certain: gap > 2 * widest,
    why: 'each answer has its own range of it, without overlap. If it is known only afterwards, leave it out',
  };
}

/** A number from which the target follows by a straight line, or by a curve that only rises or only falls. */
function copiedNumber(
  pairs: { x: string; y: string }[],
  column: Understood,
  target: Understood,
): Leak | null {
  const time = saysTime(column.profile.name);
  const [readX, readY] = [column, target].map(({ profile }) => {
    const reader = new NumberReader(profile.convention);
    return (text: string) => (reader.read(text) === NUMBER ? reader.value : Number.NaN);
  }) as [(text: string) => number, (text: string) => number];
  const xs: number[] = [];
  const ys: number[] = [];
  for (const pair of pairs) {
    const x = readX(pair.x);
    const y = readY(pair.y);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    xs.push(x);
    ys.push(y);
  }
  const different = new Set(xs).size;
  if (xs.length < FEWEST || different < FEWEST) return null;
  const line = Math.abs(correlation(xs, ys));
  if (line > 0.99995) return { certain: true, why: 'the answer follows from it by a straight line' };
  if (different >= 3 * FEWEST && Math.abs(correlation(ranks(xs), ranks(ys))) > 0.999999) {
    // what only grows, like a population, rises with the year and yet is not told by it
    const why = 'it rises or falls with the answer, in every row';
    return { certain: !time, why: time ? `${why}. If it is known only afterwards, leave it out` : why };
  }
  return line > 0.9995
    ? {
        certain: false,
        why: 'it is nearly the same as the answer. If it is known only afterwards, leave it out',
      }
    : null;
}

/** Values, each with one single answer, and enough rows to tell that from chance. */
function decidesNumber(pairs: { x: string; y: string }[]): Leak | null {
  const groups = groupBy(
    pairs,
    ({ x }) => x,
    ({ y }) => y,
  );
  const answers = new Set(pairs.map(({ y }) => y));
  if (groups.size < 3 || answers.size < 3 || pairs.length < 3 * groups.size) return null;
  const single = [...groups.values()].every((group) => group.size === 1);
  return single ? { certain: true, why: 'each of its values has one single answer' } : null;
}

function countBy<T>(items: T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = key(item);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function groupBy<T>(
  items: T[],
  key: (item: T) => string,
  value: (item: T) => string,
): Map<string, Map<string, number>> {
  const groups = new Map<string, Map<string, number>>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? new Map<string, number>();
    group.set(value(item), (group.get(value(item)) ?? 0) + 1);
    groups.set(key(item), group);
  }
  return groups;
}
