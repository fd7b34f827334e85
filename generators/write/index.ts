/** The only code that touches the disk: plan, apply, recover. */
import type { Tree } from '../tree/tree.ts';
import { explainDiskError } from './disk.ts';
import { fitIn, writeExistingFolder } from './existing-folder.ts';
import { firstCommit, type GitOutcome } from './git.ts';
import { recover } from './journal.ts';
import { writeNewFolder } from './new-folder.ts';
import { findPlace, type Place } from './place.ts';

export interface WriteOptions {
  git: boolean;
  version: string;
}

export interface Written {
  /** Every path that is there now because of this run, relative to the folder. */
  files: string[];
  git: GitOutcome | 'unasked';
}

/** Tidies what an interrupted run left in `dir`. Throws UserError where a run still works there. */
export function recoverPlace(dir: string): void {
  try {
    recover(dir);
  } catch (error) {
    const nothingThere = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!nothingThere) throw explainDiskError(error, dir);
  }
}

/** Looks at the place, changes nothing. Throws UserError when it cannot be used. */
export function checkPlace(dir: string): Place {
  try {
    return findPlace(dir);
  } catch (error) {
    throw explainDiskError(error, dir);
  }
}

/** The paths that `write` would write. */
export function planned(place: Place, tree: Tree): string[] {
  const files = [...tree.values()];
  return (place.kind === 'new' ? files : fitIn(place, files)).map(({ path }) => path).sort();
}

/** Writes the tree to its place: all of it, or nothing. Throws UserError for whatever the disk refuses. */
export async function write(place: Place, tree: Tree, { git, version }: WriteOptions): Promise<Written> {
  const files = planned(place, tree);
  let outcome: Written['git'] = 'unasked';
  try {
    if (place.kind === 'new') {
      await writeNewFolder(place, [...tree.values()], async (folder) => {
        if (git) outcome = await firstCommit(folder, place.parent, version);
      });
    } else {
      await writeExistingFolder(place, [...tree.values()]);
      if (git) outcome = await firstCommit(place.target, place.target, version);
    }
  } catch (error) {
    throw explainDiskError(error, place.target);
  }
  return { files, git: outcome };
}
