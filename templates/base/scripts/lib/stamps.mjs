/** Stamps: a step is done again only if the content that it depends on has changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './run.mjs';

/** What is installed or built, or derived by `npm run check`. */
const NOT_SOURCES = new Set(['node_modules', 'dist', '__pycache__', 'openapi.json', 'openapi.d.ts']);

/** The files below a folder, sorted; only sources count. */
function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** A hash over files and folders, by path and content. */
export function contentOf(...paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const isFile = /\.[a-z]+$/.test(path);
    for (const file of isFile ? [path] : filesBelow(path)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(ROOT, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Whether the stamp in `place` says that the work was done for this very content. */
export function isDone(place, content) {
  const stamp = join(ROOT, place);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === content;
}

/** Does the work unless it is done; a stamp is set only when the work has ended well. */
export async function once(place, content, work) {
  if (isDone(place, content)) return;
  const stamp = join(ROOT, place);
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, content);
}
