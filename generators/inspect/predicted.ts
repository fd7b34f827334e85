/** The column that is to be predicted → the specification's task and target. */

import { UserError } from '../errors.ts';
import type { Target, Task, Warning } from '../spec.ts';
import { formatOf, signedUnit } from './features.ts';
import { labelOf } from './labels.ts';
import type { TableProfile } from './profile.ts';
import { didYouMean } from './similar.ts';
import { medianOf } from './summary.ts';
import { classesOf, positiveOf, suggestTarget, taskOf } from './target.ts';
import { filled } from './types.ts';
import { type Answers, find, type Understood } from './understood.ts';

const FEWEST_ROWS = 10;

export interface ChosenTarget {
  column: Understood;
  reason: string;
  suggested: boolean;
  sure: boolean;
}

/** The column that was named, or else suggests itself, or null. @throws UserError if there is none of that name */
export function chooseTarget(columns: Understood[], { target }: Answers): ChosenTarget | null {
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

/** @throws UserError */
export function refuseFewRows(rows: number): void {
  if (rows >= FEWEST_ROWS) return;
  throw new UserError(
    'too-few-rows',
    `There ${rows === 1 ? 'is 1 row' : `are ${rows} rows`} to learn from; at least ${FEWEST_ROWS} are needed.`,
    { hint: 'Give a table with more rows; hundreds are better.' },
  );
}

/** @throws UserError for a column that holds nothing to predict */
export function refuseUnusableTarget(
  profile: TableProfile,
  { profile: column, typed }: Understood,
  { task }: Answers,
): void {
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
  if (typed.type === 'identifier' && task !== 'regression')
    throw new UserError(
      'target-identifier',
      `"${column.name}" has a value of its own in nearly every row: it names rows, and no model can learn that.`,
      {
        hint:
          column.stats.numbers === rows
            ? 'Choose another column with --target, or say --task regression if it is an amount.'
            : 'Choose another column with --target.',
      },
    );
}

/** Adds to `warnings` what is not certain. @throws UserError for a task or a positive class that does not fit */
export function describeTarget(
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
  const { label, unit: named } = labelOf(name, column.field, choice.task === 'regression');
  const unit = named ?? (choice.task === 'regression' ? signedUnit(column) : null);
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
    format: choice.task === 'regression' ? formatOf(profile, column.profile) : null,
    spellings: classes === null ? null : column.spellings,
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
