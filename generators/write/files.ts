/** Tree files → files below a folder that is still nobody's. */
import { dirname, join } from 'node:path';
import { isCopied, type TreeFile } from '../tree/tree.ts';
import { copyChecked, makeFolder, writeNewFile } from './disk.ts';

export async function writeFiles(folder: string, files: readonly TreeFile[]): Promise<void> {
  for (const parent of new Set(files.map(({ path }) => dirname(path)))) makeFolder(join(folder, parent));
  for (const { path, mode, content } of files) {
    const to = join(folder, path);
    if (isCopied(content)) await copyChecked(content.copyFrom, to, content.sha256, mode);
    else writeNewFile(to, content, mode);
  }
}
