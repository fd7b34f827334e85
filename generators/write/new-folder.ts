/** A new folder: built beside its place, then renamed. At any moment there is nothing at the target, or the whole. */
import { dirname, join } from 'node:path';
import type { TreeFile } from '../tree/tree.ts';
import { makeFolder, removeTree, rename, syncFolder } from './disk.ts';
import { writeFiles } from './files.ts';
import { tidiedOnFailure } from './interrupt.ts';
import { clearLeftovers, temporaryName } from './leftovers.ts';
import type { NewPlace } from './place.ts';

/** Writes `files` and runs `finish` in the folder before it gets its name. */
export async function writeNewFolder(
  place: NewPlace,
  files: readonly TreeFile[],
  finish: (folder: string) => Promise<void>,
): Promise<void> {
  clearLeftovers(place.parent, place.first);
  const staging = join(place.parent, temporaryName(place.first));
  await tidiedOnFailure(
    () => removeTree(staging),
    async () => {
      const folder = join(staging, place.below);
      makeFolder(folder);
      await writeFiles(folder, files);
      await finish(folder);
      syncFolder(folder);
      rename(staging, join(place.parent, place.first));
    },
  );
  syncFolder(dirname(place.target));
}
