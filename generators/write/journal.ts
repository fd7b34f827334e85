/**
 * Moving files into an existing folder so that a kill at any moment can be undone or finished, and no file of the
 * owner's is ever missing.
 *
 * A journal folder in the target holds `files/` (all that comes in), `before/` (copies of the owner's files that are
 * replaced) and, once these are complete, `plan.json`: the commit point. From then on every step is one rename, and
 * what is done can be read off the folder: a step is done when its file has left `files/`.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import {
  makeFolder,
  removeEmptyFolder,
  removeFile,
  removeTree,
  rename,
  syncFolder,
  writeNewFile,
} from './disk.ts';
import { findLeftovers } from './leftovers.ts';
import { JOURNAL } from './place.ts';

/** One step. `place` moves a new file in, `replace` puts one over the owner's, `remove` takes away what was copied. */
export type Step =
  | { do: 'place'; path: string; sha256: string }
  | { do: 'replace'; path: string; sha256: string; before: string }
  | { do: 'remove'; path: string; before: string };

interface JournalPlan {
  steps: Step[];
  /** Folders that were not there before, parents first. */
  folders: string[];
}

export function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Copies the owner's files that change into the journal, then commits to the plan. */
export function commitPlan(journal: string, target: string, steps: Step[], folders: string[]): void {
  makeFolder(join(journal, 'before'));
  for (const step of steps) if (step.do !== 'place') copyBefore(journal, target, step);
  writeNewFile(
    join(journal, 'plan.tmp'),
    JSON.stringify({ steps, folders } satisfies JournalPlan),
    0o600,
    true,
  );
  rename(join(journal, 'plan.tmp'), join(journal, 'plan.json'));
  syncFolder(journal);
}

function copyBefore(journal: string, target: string, { path }: Step): void {
  makeFolder(dirname(join(journal, 'before', path)));
  copyFileSync(join(target, path), join(journal, 'before', path));
}

/** Does all steps that are not done yet, then removes the journal. Undoes them all when one cannot be done. */
export function applyPlan(journal: string, target: string): void {
  const { steps, folders } = readPlan(journal);
  try {
    for (const folder of folders) makeFolder(join(target, folder));
    for (const step of steps) doStep(journal, target, step);
  } catch (error) {
    undoPlan(journal, target);
    throw error;
  }
  close(journal);
}

/** What an earlier run left in the target: removed, finished or undone. Throws where that run still works. */
export function recover(target: string): void {
  for (const { path: journal, live } of findLeftovers(target, JOURNAL)) {
    if (live) {
      throw new UserError('busy', `Another run is writing in ${target}.`, {
        hint: 'Wait until it has ended.',
        exitCode: 1,
      });
    }
    if (!existsSync(join(journal, 'plan.json'))) removeTree(journal);
    else if (isDone(journal, target, readPlan(journal))) close(journal);
    else undoPlan(journal, target);
  }
}

function readPlan(journal: string): JournalPlan {
  return JSON.parse(readFileSync(join(journal, 'plan.json'), 'utf8')) as JournalPlan;
}

function doStep(journal: string, target: string, step: Step): void {
  const at = join(target, step.path);
  if (step.do !== 'place' && hashOf(at) !== step.before) {
    throw new UserError('changed', `${at} changed while the product was written. Everything is as it was.`, {
      hint: 'Run the same command again.',
      exitCode: 1,
    });
  }
  if (step.do === 'place' && existsSync(at)) {
    throw new UserError(
      'changed',
      `${at} appeared while the product was written. Everything else is as it was.`,
      {
        hint: 'Move it away, then run the same command again.',
        exitCode: 1,
      },
    );
  }
  if (step.do === 'remove') removeFile(at);
  else rename(join(journal, 'files', step.path), at);
}

function isDone(journal: string, target: string, { steps }: JournalPlan): boolean {
  return steps.every(({ do: what, path }) =>
    what === 'remove' ? !existsSync(join(target, path)) : !existsSync(join(journal, 'files', path)),
  );
}

/** Last step first. Files that their owner has touched since stay where they are. */
function undoPlan(journal: string, target: string): void {
  const { steps, folders } = readPlan(journal);
  for (const step of steps.toReversed()) undoStep(journal, target, step);
  for (const folder of folders.toReversed()) removeEmptyFolder(join(target, folder));
  close(journal);
}

function undoStep(journal: string, target: string, step: Step): void {
  const at = join(target, step.path);
  const before = join(journal, 'before', step.path);
  const moved = step.do === 'remove' || !existsSync(join(journal, 'files', step.path));
  if (!moved) return;
  if (step.do === 'remove') {
    if (existsSync(before) && !existsSync(at)) rename(before, at);
  } else if (existsSync(at) && hashOf(at) === step.sha256) {
    if (step.do === 'place') rename(at, join(journal, 'files', step.path));
    else if (existsSync(before)) rename(before, at);
  }
}

/** Without its plan the folder is a leftover like any other. */
function close(journal: string): void {
  removeFile(join(journal, 'plan.json'));
  removeTree(journal);
}
