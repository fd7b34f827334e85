/** A repository with a first commit, where there is none yet. Never an error: git is the owner's affair. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, removeFile, writeNewFile } from './disk.ts';

export type GitOutcome = 'committed' | 'in-repository' | 'no-git' | 'failed';

/** Keeps the owner's settings, but signs nothing, runs no hooks, keeps the bytes and asks nobody. */
const QUIET = [
  '-c',
  'commit.gpgsign=false',
  '-c',
  'core.hooksPath=',
  '-c',
  'core.autocrlf=false',
  '-c',
  'gc.auto=0',
];

/** A commit needs a name; one who has told git none gets this one. */
const NOBODY = ['-c', 'user.name=create-ml-product', '-c', 'user.email=create-ml-product@localhost'];

/** Runs git to its end. Node's own way: a library for processes takes longer to load than git to run. */
type Git = (...args: string[]) => Promise<{ failed: boolean; started: boolean }>;

/** Initialises `folder` and commits all that is in it. `place` is where it will lie: perhaps in a repository. */
export async function firstCommit(folder: string, place: string, version: string): Promise<GitOutcome> {
  if (isInRepository(place)) return 'in-repository';
  const git: Git = (...args) =>
    new Promise((resolve) => {
      const options = { cwd: folder, env: { ...process.env, ...ENVIRONMENT } };
      const child = execFile('git', [...QUIET, ...args], options, (error) =>
        resolve({ failed: error !== null, started: error === null || typeof error.code === 'number' }),
      );
      child.stdin?.end();
    });
  const init = await git('init', '--quiet', '--template=');
  if (init.failed) return init.started ? 'failed' : 'no-git';
  if (!(await addAll(folder, git))) return 'failed';
  const message = `Write the product with create-ml-product ${version}`;
  const commit = ['commit', '--quiet', '--no-verify', '--message', message];
  const first = await git(...commit);
  return first.failed && (await git(...NOBODY, ...commit)).failed ? 'failed' : 'committed';
}

/**
 * Adds all files as one pack, which takes half as long as a file for each. git streams a file into a pack when it is
 * "big" and needs no conversion; ours have the line ends that .gitattributes asks for. Packed in haste it is a
 * twentieth larger, until git packs it anew by itself.
 */
async function addAll(folder: string, git: Git): Promise<boolean> {
  const attributes = join(folder, '.git', 'info', 'attributes');
  makeFolder(dirname(attributes));
  writeNewFile(attributes, '* -text !eol\n', 0o644);
  const { failed } = await git('-c', 'core.bigFileThreshold=1', '-c', 'core.compression=1', 'add', '--all');
  removeFile(attributes);
  return !failed;
}

/** Variables of a git that called us (a hook, an alias) would point at its repository. */
const ENVIRONMENT = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  // glibc would grow and shrink the heap by steps for every file that git packs: a third of the time of `git add`.
  MALLOC_TOP_PAD_: '67108864',
};

/** Looks for `.git` upwards, as git does; spawning it to ask would take longer. */
function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}
