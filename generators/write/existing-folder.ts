/** A freshly cloned, otherwise empty repository: its licence stays, its .gitignore is joined, its README moves to docs/. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isCopied, type TreeFile } from '../tree/tree.ts';
import { makeFolder, removeTree } from './disk.ts';
import { writeFiles } from './files.ts';
import { tidiedOnFailure } from './interrupt.ts';
import { applyPlan, commitPlan, hashOf, recover, type Step } from './journal.ts';
import { temporaryName } from './leftovers.ts';
import { type ExistingPlace, JOURNAL } from './place.ts';

/** Writes `files` into the folder, all or none. */
export async function writeExistingFolder(place: ExistingPlace, files: readonly TreeFile[]): Promise<void> {
  const { target } = place;
  recover(target);
  const incoming = fitIn(place, files);
  const journal = join(target, temporaryName(JOURNAL));
  await tidiedOnFailure(
    () => {
      if (!existsSync(join(journal, 'plan.json'))) removeTree(journal);
    },
    async () => {
      makeFolder(join(journal, 'files'));
      await writeFiles(join(journal, 'files'), incoming);
      commitPlan(journal, target, stepsFor(place, incoming), newFolders(target, incoming));
      applyPlan(journal, target);
    },
  );
}

/** The files as they will lie beside the owner's. Pure but for reading the owner's. */
export function fitIn(place: ExistingPlace, files: readonly TreeFile[]): TreeFile[] {
  const read = (name: string): Buffer => readFileSync(join(place.target, name));
  const fitted = files
    .filter(({ path }) => place.licence === null || path !== 'LICENSE')
    .map((file) => (place.joined.includes(file.path) ? joinLines(file, read(file.path)) : file));
  if (place.readme === null) return fitted;
  const path = freeName(files, place.readme);
  return [...fitted, { id: path, path, mode: 0o644, class: 'create-once', content: read(place.readme) }];
}

/** `docs/README.md`, unless the product has a file of that name. */
function freeName(files: readonly TreeFile[], readme: string): string {
  const taken = files.some(({ path }) => path.toLowerCase() === `docs/${readme}`.toLowerCase());
  return taken ? `docs/ORIGINAL-${readme}` : `docs/${readme}`;
}

/** The owner's lines, then those of ours that are not among them. */
function joinLines(file: TreeFile, owners: Buffer): TreeFile {
  if (isCopied(file.content)) return file;
  const before = owners.toString('utf8');
  const known = new Set(before.split(/\r?\n/).map((line) => line.trim()));
  const ours = file.content.toString('utf8').split('\n');
  const added = ours.filter((line) => line.trim() !== '' && !known.has(line.trim()));
  if (added.length === 0) return { ...file, content: owners };
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return { ...file, content: Buffer.from(`${before}${gap}\n${added.join('\n')}\n`) };
}

/** New files first, so that a README lies in docs/ before another takes its place. */
function stepsFor(place: ExistingPlace, files: readonly TreeFile[]): Step[] {
  const owners = new Set([...place.joined, ...(place.readme === null ? [] : [place.readme])]);
  const before = (path: string): string => hashOf(join(place.target, path));
  const steps = files.map(({ path, content }): Step => {
    const sha256 = isCopied(content) ? content.sha256 : createHash('sha256').update(content).digest('hex');
    return owners.has(path)
      ? { do: 'replace', path, sha256, before: before(path) }
      : { do: 'place', path, sha256 };
  });
  const moved = place.readme !== null && !files.some(({ path }) => path === place.readme);
  return [
    ...steps.filter((step) => step.do === 'place'),
    ...steps.filter((step) => step.do === 'replace'),
    ...(moved && place.readme !== null
      ? [{ do: 'remove' as const, path: place.readme, before: before(place.readme) }]
      : []),
  ];
}

/** Folders that have to be made, parents before children. */
function newFolders(target: string, files: readonly TreeFile[]): string[] {
  const all = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) all.add(folder);
  }
  return [...all].filter((folder) => !existsSync(join(target, folder))).sort();
}
