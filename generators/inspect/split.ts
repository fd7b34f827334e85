/**
 * How rows are to be held out. A model that is asked about what comes later, or about somebody new, must be judged on
 * such rows; drawn at random, it would be judged on rows that it half knows.
 */

import { UserError } from '../errors.ts';
import type { Split, Task } from '../spec.ts';
import { isYearColumn } from './limits.ts';
import type { TableProfile } from './profile.ts';
import { correlation, ranks } from './statistics.ts';
import { momentOf, numbersOf } from './summary.ts';
import { filled, wordsOf } from './types.ts';
import { type Answers, find, type Understood } from './understood.ts';

const RANDOM: Split = { by: 'random', column: null, reason: null, suggested: false };

const FEWEST_TIMES = 20; // different days or moments
const FEWEST_GROUPS = 10;
const FEWEST_ROWS_EACH = 2; // rows of a group, on average
const IN_ORDER = 0.98; // share of the steps from row to row that go forwards, or that go back
const EARLY = 0.4; // share of the rows, the earliest, that must hold more than one class
const FEWEST_EARLY = 3; // rows of them that are not of the most frequent class
const DRIFT = 0.3; // rank correlation of time and target

/** What was asked for; else what the table suggests, with the reason. @throws UserError for a column that rows cannot be held out by */
export function chooseSplit(
  profile: TableProfile,
  columns: Understood[],
  target: Understood | null,
  task: Task | null,
  { split }: Answers,
): Split {
  if (split === 'random') return RANDOM;
  if (split !== undefined && split !== 'auto') return asked(find(columns, split, '--split'), target);
  if (target === null) return RANDOM;
  const others = columns.filter((column) => column !== target);
  const group = others.find(isGroup);
  const times = others.filter((column) => group === undefined || !sameInGroup(profile, column, group));
  return byTime(profile, times, target, task) ?? (group ? byGroup(group) : RANDOM);
}

function asked(column: Understood, target: Understood | null): Split {
  const { name, distinct } = column.profile;
  if (column === target) throw unusable(name, 'is to be predicted');
  if (distinct < 2) throw unusable(name, 'has no two different values');
  if (isTime(column)) return { ...timeOf(column), reason: null, suggested: false };
  if (distinct === filled(column.profile)) throw unusable(name, 'has a value of its own in every row');
  return { by: 'group', column: name, reason: null, suggested: false };
}

function unusable(name: string, why: string): UserError {
  return new UserError('split-unusable', `Rows cannot be held out by "${name}": it ${why}.`, {
    hint: 'Name a column of times or of groups with --split, or say --split random.',
  });
}

function isTime({ profile: { name, stats }, typed }: Understood): boolean {
  return holdsMoments({ typed }) || (typed.type === 'integer' && isYearColumn(name, stats.min, stats.max));
}

function holdsMoments({ typed }: Pick<Understood, 'typed'>): boolean {
  return typed.type === 'date' || typed.type === 'datetime';
}

function timeOf({ profile, typed }: Understood): Omit<Split, 'reason' | 'suggested'> {
  const format = holdsMoments({ typed }) ? { dateFormat: typed.dateFormat as string } : {};
  return { by: 'time', column: profile.name, ...format };
}

/** The first column of times in whose order the rows are, or with which the target changes. */
function byTime(
  profile: TableProfile,
  columns: Understood[],
  target: Understood,
  task: Task | null,
): Split | null {
  for (const column of columns) {
    const { name, distinct } = column.profile;
    const whole = filled(column.profile) === profile.rows;
    if (!holdsMoments(column) || !whole || distinct < FEWEST_TIMES || saysBirth(name)) continue;
    const times = timesOf(profile, column);
    if (task === 'classification' && !hasEarlyClasses(profile, target, times)) continue;
    const reason = inOrder(profile, times)
      ? `the rows are in the order of ${name}, and a model is asked about what comes later`
      : drifts(times, answersOf(profile, target, task))
        ? `${target.profile.name} changes with ${name}, and a model is asked about what comes later`
        : null;
    if (reason !== null) return { ...timeOf(column), reason, suggested: true };
  }
  return null;
}

function saysBirth(name: string): boolean {
  return /birth|born|dob|geburt|geboren|naissance|naiss|nacimiento|nascita|nascimento|geboorte/i.test(name);
}

/** The sample's times as text that sorts, null where there is none. */
function timesOf(profile: TableProfile, { position, typed }: Understood): (string | null)[] {
  const format = typed.dateFormat as string;
  return profile.sample.rows.map((row) => momentOf(row[position] as string, format));
}

/** Whether the rows follow each other in time. Known only where the sample is the whole table, in its order. */
function inOrder(profile: TableProfile, times: (string | null)[]): boolean {
  if (!profile.sample.all) return false;
  let forwards = 0;
  let back = 0;
  for (let i = 1; i < times.length; i++) {
    const [before, now] = [times[i - 1] ?? '', times[i] ?? ''];
    if (now >= before) forwards++;
    if (now <= before) back++;
  }
  return Math.max(forwards, back) >= IN_ORDER * (times.length - 1);
}

/** Whether there is something to tell apart from the beginning: folds by time learn from what came before. */
function hasEarlyClasses(profile: TableProfile, target: Understood, times: (string | null)[]): boolean {
  const answered = profile.sample.rows.flatMap((row, i): [string, string][] => {
    const [time, answer] = [times[i], row[target.position] as string];
    return typeof time === 'string' && target.profile.counts.has(answer) ? [[time, answer]] : [];
  });
  answered.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const early = new Map<string, number>();
  for (const [, answer] of answered.slice(0, answered.length * EARLY))
    early.set(answer, (early.get(answer) ?? 0) + 1);
  const counts = [...early.values()];
  return counts.reduce((sum, count) => sum + count, 0) - Math.max(0, ...counts) >= FEWEST_EARLY;
}

/** The sample's answers as numbers: the number itself, or whether it is the most frequent class. */
function answersOf(profile: TableProfile, target: Understood, task: Task | null): (number | null)[] {
  if (task === 'regression') return numbersOf(profile, target.position);
  const [common] = [...target.profile.counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return profile.sample.rows.map((row) => (row[target.position] === common ? 1 : 0));
}

function drifts(moments: (string | null)[], targets: (number | null)[]): boolean {
  const pairs = moments.flatMap((time, i): [string, number][] => {
    const answer = targets[i];
    return time === null || answer === null || answer === undefined ? [] : [[time, answer]];
  });
  if (pairs.length < 100) return false;
  const times = ranks(pairs.map(([time]) => time));
  const answers = ranks(pairs.map(([, answer]) => answer));
  return Math.abs(correlation(times, answers)) >= DRIFT;
}

/** Words for those, and for that, which many rows can be about. */
const WHO =
  /^(customer|client|patient|user|subject|person|people|individual|session|visitor|household|family|student|pupil|participant|respondent|employee|worker|member|account|player|driver|passenger|policyholder|device|machine|engine|vehicle|animal|speaker|author|case|kunde|kunden|patienten?|proband|teilnehmer|nutzer|schüler|cliente|usuario|utilisateur|élève)$/u;
const ID = /^(id|ids|no|nr|num|number|nummer|key|code|uuid|guid|sk)$/u;
const JOINED =
  /^(customer|client|cust|patient|user|subject|subj|person|session|visitor|household|student|participant|respondent|employee|member|account|player|driver|passenger|device|machine|vehicle|animal|kunden|patienten|case)(id|no|nr|num|number|nummer|key)$/u;

/** Whether a column, by its name, says whom or what a row is about. */
function saysWhom(name: string): boolean {
  const words = wordsOf(name);
  const whom = words.findIndex((word) => WHO.test(word));
  const rest = words.filter((_, i) => i !== whom);
  if (words.length === 1 && (JOINED.test(words[0] as string) || words[0] === 'id')) return true;
  return whom >= 0 && rest.every((word) => ID.test(word));
}

/** A column that says whom a row is about, the same one in many rows. */
export function isGroup({ profile, typed }: Understood): boolean {
  if (typed.type !== 'integer' && typed.type !== 'category' && typed.type !== 'text') return false;
  const rows = filled(profile);
  return (
    saysWhom(profile.name) && profile.distinct >= FEWEST_GROUPS && profile.distinct * FEWEST_ROWS_EACH <= rows
  );
}

/** Whether all rows of a group have the same value: when somebody joined, for instance. */
function sameInGroup({ sample }: TableProfile, column: Understood, group: Understood): boolean {
  const first = new Map<string, string>();
  return sample.rows.every((row) => {
    const [who, value] = [row[group.position] as string, row[column.position] as string];
    const before = first.get(who);
    if (before === undefined) first.set(who, value);
    return before === undefined || before === value;
  });
}

function byGroup(column: Understood): Split {
  const { name, distinct, exact } = column.profile;
  const rows = filled(column.profile).toLocaleString('en');
  const different = `${exact ? '' : 'about '}${distinct.toLocaleString('en')} different ones`;
  const reason = `${different} in ${rows} rows, and a model is asked about new ones`;
  return { by: 'group', column: name, reason, suggested: true };
}
