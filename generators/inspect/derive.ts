/**
 * A profile + answers → the specification. Pure: an answer can be changed and this called again without reading the file.
 */

import { UserError } from '../errors.ts';
import type { ColumnType, TabularDraft, TabularSpec, Target, Task, Warning } from '../spec.ts';
import { describeColumn, describeFeature } from './features.ts';
import { labelOf } from './labels.ts';
import { findLeak } from './leak.ts';
import { fieldNames } from './names.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { retype } from './retype.ts';
import { type Judgement, judgeColumn } from './roles.ts';
import { didYouMean } from './similar.ts';
import { medianOf } from './summary.ts';
import { classesOf, findColumn, positiveOf, suggestTarget, taskOf } from './target.ts';
import { filled, type Typed, typeOf } from './types.ts';
import { tableWarnings, targetWarnings } from './warnings.ts';

const FEWEST_ROWS = 10;

/** Answers that refine what was understood. Columns are named as in the source, or by their field. */
export interface Answers {
  target?: string | null | undefined;
  task?: Task | 'auto' | undefined;
  positive?: string | null | undefined;
  /** Column → type, where the guess was wrong. Brings the column back unless it is `text` or `identifier`. */
  types?: Record<string, ColumnType> | undefined;
  /** Columns to bring back. */
  include?: string[] | undefined;
  /** Columns to leave out. */
  exclude?: string[] | undefined;
}

/** One column with everything decided about it on the way to the specification. */
export interface Understood extends Judgement {
  position: number;
  profile: ColumnProfile;
  field: string;
  typed: Typed;
  /** The owner asked for it. */
  kept: boolean;
}

/**
 * What the table means, given the answers so far.
 *
 * @throws UserError for answers that do not fit the table, and for a table that nothing can be learned from
 */
export function deriveSpec(profile: TableProfile, answers: Answers = {}): TabularDraft {
  const columns = understand(profile, answers);
  applyIncludes(columns, answers);
  const target = chooseTarget(columns, answers);
  const warnings = tableWarnings(profile, columns, target?.column ?? null);
  if (target === null) {
    refuseFewRows(profile.rows);
    return { ...common(profile, columns, null, warnings), task: null, target: null };
  }
  const { column } = target;
  refuseUnusableTarget(profile, column);
  const described = describeTarget(profile, target, answers, warnings);
  leaveOutLeaks(profile, columns, column, described.task, warnings);
  warnings.push(...targetWarnings(profile, column.profile, described.target));
  column.note = null;
  const spec = { ...common(profile, columns, column, warnings), ...described };
  if (spec.features.length === 0) throw noFeatures(column.profile.name);
  return spec;
}

/** The draft as a full specification. @throws UserError if nothing is known to be predicted */
export function requireTarget(draft: TabularDraft): TabularSpec {
  if (draft.target !== null) return draft;
  const names = draft.columns
    .map(({ name }) => name)
    .slice(0, 20)
    .join(', ');
  throw new UserError('no-target', 'Which column is to be predicted? None of them suggests itself.', {
    hint: `Say it with --target. The columns are: ${names}`,
    missing: [{ flag: '--target', question: 'What is to be predicted?' }],
  });
}

interface ChosenTarget {
  column: Understood;
  reason: string;
  suggested: boolean;
  sure: boolean;
}

/** Every column with its type, field and role; nothing here depends on the target. */
function understand(profile: TableProfile, { types = {} }: Answers): Understood[] {
  const names = profile.columns.map(({ name }) => name);
  const dayFirst = likelyDayFirst(profile);
  const typed = profile.columns.map((column) => typeOf(column, dayFirst));
  const plainFields = fieldNames(names);
  for (const [name, type] of Object.entries(types)) {
    const at = findColumn(name, names, plainFields, '--type');
    typed[at] = retype(profile.columns[at] as ColumnProfile, typed[at] as Typed, type);
  }
  const dates = new Set(typed.flatMap(({ type }, i) => (type === 'date' || type === 'datetime' ? [i] : [])));
  const fields = fieldNames(names, dates);
  return profile.columns.map((column, position) => ({
    position,
    profile: column,
    field: fields[position] as string,
    typed: typed[position] as Typed,
    kept: false,
    ...judgeColumn(column, (typed[position] as Typed).type, profile.rows),
  }));
}

/** Whether 3/4/2024 is likelier the 3rd of April: other dates of the table say so, or its decimal comma; null if nothing does. */
function likelyDayFirst({ columns, source }: TableProfile): boolean | null {
  for (const { stats } of columns) {
    const complete = [...stats.formats]
      .filter(([format, { cells }]) => /^%[dm][-/]/.test(format) && cells === stats.dates)
      .map(([format]) => format);
    if (complete.length === 1) return (complete[0] as string).startsWith('%d');
  }
  return source.decimal === ',' || source.delimiter === ';' ? true : null;
}

function chooseTarget(columns: Understood[], { target }: Answers): ChosenTarget | null {
  if (target !== undefined && target !== null) {
    const column = find(columns, target, '--target');
    return { column, reason: 'as you said', suggested: false, sure: true };
  }
  const candidates = columns.map(({ position, profile, typed, out }) => ({
    position,
    column: profile,
    type: typed.type,
    out: out !== null,
  }));
  const suggestion = suggestTarget(candidates);
  return suggestion && { ...suggestion, column: columns[suggestion.position] as Understood, suggested: true };
}

function find(columns: Understood[], name: string, flag: string): Understood {
  const at = findColumn(
    name,
    columns.map(({ profile }) => profile.name),
    columns.map(({ field }) => field),
    flag,
  );
  return columns[at] as Understood;
}

function applyIncludes(columns: Understood[], answers: Answers): void {
  const { include = [], exclude = [] } = answers;
  const target = answers.target ? find(columns, answers.target, '--target') : null;
  const included = new Set(include.map((name) => find(columns, name, '--include')));
  for (const name of exclude) {
    const column = find(columns, name, '--exclude');
    if (column === target)
      throw new UserError('target-excluded', `"${name}" is to be predicted and cannot be left out.`, {
        hint: 'Take it out of --exclude, or choose another --target.',
      });
    if (included.has(column))
      throw new UserError('contradiction', `"${name}" is in --include and in --exclude.`, {
        hint: 'Name it in one of them.',
      });
    column.out = 'asked';
    column.note = 'left out: as you said';
  }
  for (const column of included) {
    if (column.out === 'empty')
      throw new UserError(
        'empty-column',
        `"${column.profile.name}" holds no value; nothing can be learned from it.`,
        { hint: 'Take it out of --include.' },
      );
    column.kept = true;
    if (column.out !== null) column.note = `brought back (${(column.note ?? '').replace(/^left out: /, '')})`;
    column.out = null;
  }
}

function refuseFewRows(rows: number): void {
  if (rows >= FEWEST_ROWS) return;
  throw new UserError(
    'too-few-rows',
    `There ${rows === 1 ? 'is 1 row' : `are ${rows} rows`} to learn from; at least ${FEWEST_ROWS} are needed.`,
    { hint: 'Give a table with more rows; hundreds are better.' },
  );
}

function refuseUnusableTarget(profile: TableProfile, { profile: column }: Understood): void {
  const rows = filled(column);
  if (rows === 0)
    throw new UserError(
      'target-empty',
      `"${column.name}" has no value in any row; there is nothing to predict.`,
      { hint: 'Choose another column with --target.' },
    );
  if (column.distinct === 1) {
    const [value] = column.counts.keys();
    throw new UserError(
      'target-constant',
      `"${column.name}" has the same value, "${value}", in every row${rows < profile.rows ? ' that has one' : ''}; there is nothing to predict.`,
      { hint: 'Choose another column with --target, or give rows with other values too.' },
    );
  }
  refuseFewRows(rows);
}

function describeTarget(
  profile: TableProfile,
  chosen: ChosenTarget,
  answers: Answers,
  warnings: Warning[],
): { task: Task; target: Target } {
  const { column, suggested, sure } = chosen;
  const { name } = column.profile;
  const asked = answers.task === undefined || answers.task === 'auto' ? null : answers.task;
  const choice = taskOf(column.profile, column.typed.type, asked);
  if (suggested && !sure)
    warnings.push({
      code: 'target-guessed',
      column: name,
      message: `Taken for the column to predict because ${chosen.reason}. Say --target if it is another`,
    });
  if (choice.doubt !== null)
    warnings.push({
      code: 'task',
      column: name,
      message: `Taken for a ${choice.task} because ${choice.reason}. ${choice.doubt}`,
    });
  const { label, unit } = labelOf(name, column.field, choice.task === 'regression');
  const classes = choice.task === 'classification' ? classesOf(column.profile) : null;
  const positive = choosePositive(column, classes, answers.positive ?? null);
  const target: Target = {
    field: column.field,
    column: name,
    label,
    unit,
    description: null,
    classes,
    positive,
    words: wordsFor(column, classes, positive),
    alert:
      positive !== null &&
      /fraud|betrug|anomal|attack|intrusion|failure|alarm|outage|defect/i.test(`${name} ${positive}`),
    digits: choice.task === 'regression' ? digitsOf(profile, column) : null,
    reason: `${chosen.reason}; ${choice.task} because ${choice.reason}`,
    suggested,
  };
  return { task: choice.task, target };
}

function choosePositive(column: Understood, classes: string[] | null, asked: string | null): string | null {
  if (asked !== null) {
    if (classes === null || classes.length !== 2)
      throw new UserError('no-positive', '--positive is for two classes.', { hint: 'Leave it out.' });
    if (!classes.includes(asked)) {
      const close = didYouMean(asked, classes);
      throw new UserError('unknown-class', `"${column.profile.name}" has no value "${asked}".`, {
        hint: close
          ? `Did you mean "${close}"?`
          : `It has ${classes.map((value) => `"${value}"`).join(' and ')}.`,
      });
    }
    return asked;
  }
  return classes?.length === 2 ? positiveOf(column.profile, classes, column.typed.yes) : null;
}

/** Words like yes and no say little as an answer; "likely" and "unlikely" do. */
function wordsFor(
  { typed }: Understood,
  classes: string[] | null,
  positive: string | null,
): Record<string, string> {
  if (classes?.length !== 2 || positive === null || typed.yes === null) return {};
  return Object.fromEntries(
    classes.map((value) => [value, typed.yes?.includes(value) ? 'likely' : 'unlikely']),
  );
}

/** As many digits as the source has, but no more than four that count. */
function digitsOf(profile: TableProfile, column: Understood): number {
  const size = Math.abs(medianOf(profile, column.position) ?? 1) || 1;
  return Math.max(0, Math.min(column.profile.stats.decimals, 3 - Math.floor(Math.log10(size))));
}

function leaveOutLeaks(
  profile: TableProfile,
  columns: Understood[],
  target: Understood,
  task: Task,
  warnings: Warning[],
): void {
  const used = columns.filter((column) => column.out === null && column !== target);
  const leaks = used.flatMap((column) => {
    const leak = findLeak(profile, column, target, task);
    return leak === null ? [] : [{ column, ...leak }];
  });
  const out = leaks.filter(({ column, certain }) => certain && !column.kept);
  const nothingElse = out.length === used.length;
  for (const { column, why } of leaks) {
    const leaves = !nothingElse && out.some((leak) => leak.column === column);
    const message = `${leaves ? 'Left out: it gives' : 'May give'} the answer away: ${why}`;
    warnings.push({ code: 'leak', column: column.profile.name, message });
    if (leaves) {
      column.out = 'leak';
      column.note = 'left out: gives the answer away';
    } else {
      column.note ??= 'may give the answer away';
    }
  }
}

function common(
  profile: TableProfile,
  columns: Understood[],
  target: Understood | null,
  warnings: Warning[],
) {
  return {
    kind: 'tabular' as const,
    source: profile.source,
    rows: profile.rows,
    features: columns
      .filter((column) => column.out === null && column !== target)
      .map((column) => describeFeature(profile, column)),
    columns: columns.map((column) => describeColumn(profile, column, column === target)),
    warnings,
  };
}

function noFeatures(target: string): UserError {
  return new UserError('no-features', `No column is left to predict "${target}" from.`, {
    hint: 'See why with the command inspect, and bring columns back with --include.',
  });
}
