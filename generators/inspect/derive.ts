/**
 * A profile + answers → the specification. Pure: an answer can be changed and this called again without reading the file.
 */

import { UserError } from '../errors.ts';
import type { TabularDraft, TabularSpec, Task, Warning } from '../spec.ts';
import { describeColumn, describeFeature } from './features.ts';
import { findLeak } from './leak.ts';
import { chooseTarget, describeTarget, refuseFewRows, refuseUnusableTarget } from './predicted.ts';
import type { TableProfile } from './profile.ts';
import { mergeYesNo } from './spellings.ts';
import { chooseSplit, isGroup } from './split.ts';
import { type Answers, applyIncludes, type Understood, understand } from './understood.ts';
import { tableWarnings, targetWarnings } from './warnings.ts';

/**
 * What the table means, given the answers so far.
 *
 * @throws UserError for answers that do not fit the table, and for a table that nothing can be learned from
 */
export function deriveSpec(profile: TableProfile, answers: Answers = {}): TabularDraft {
  const columns = understand(profile, answers);
  leaveOutGroups(columns);
  applyIncludes(columns, answers);
  const target = chooseTarget(columns, answers);
  const warnings = tableWarnings(profile, columns, target?.column ?? null);
  if (target === null) {
    refuseFewRows(profile.rows);
    return { ...common(profile, columns, null, warnings, null, answers), task: null, target: null };
  }
  const { column } = target;
  refuseUnusableTarget(profile, column, answers);
  if (column.typed.yes !== null)
    Object.assign(column, mergeYesNo(column.profile, column.typed.yes, column.typed.no ?? []));
  const described = describeTarget(profile, target, answers, warnings);
  leaveOutLeaks(profile, columns, column, described.task, warnings);
  warnings.push(...targetWarnings(profile, column.profile, described.target));
  column.note = null;
  return { ...common(profile, columns, column, warnings, described.task, answers), ...described };
}

/** The draft as a full specification. @throws UserError if nothing is known to be predicted, or nothing to predict it from */
export function requireTarget(draft: TabularDraft): TabularSpec {
  if (draft.target !== null && draft.features.length === 0) throw noFeatures(draft.target.column);
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

/** Whom a row is about says nothing about somebody new. */
function leaveOutGroups(columns: Understood[]): void {
  for (const column of columns) {
    if (column.out !== null || !isGroup(column)) continue;
    column.out = 'group';
    column.note = 'left out: says whom a row is about';
  }
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
  task: Task | null,
  answers: Answers,
) {
  return {
    kind: 'tabular' as const,
    source: profile.source,
    rows: profile.rows,
    features: columns
      .filter((column) => column.out === null && column !== target)
      .map((column) => describeFeature(profile, column)),
    columns: columns.map((column) => describeColumn(profile, column, column === target)),
    warnings: warnings.map((warning) => named(warning, columns)),
    split: chooseSplit(profile, columns, target, task, answers),
    metric: answers.metric ?? 'auto',
  };
}

/** A message is read on its own, too: it begins with the column that it is about; a nameless one is told by its place. */
function named({ code, column, message }: Warning, columns: Understood[]): Warning {
  if (column === null) return { code, column, message };
  const text = /^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
  const about = columns.find(({ profile }) => profile.name === column);
  const name = about?.profile.nameless ? `column ${about.position + 1}` : column;
  return { code, column, message: `${name}: ${text}` };
}

function noFeatures(target: string): UserError {
  return new UserError('no-features', `No column is left to predict "${target}" from.`, {
    hint: 'See why with the command inspect, and bring columns back with --include.',
  });
}
