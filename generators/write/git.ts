/** A repository with a first commit, where there is none yet. Never an error: git is the owner's affair. */
import { execa } from 'execa';

export type GitOutcome = 'committed' | 'in-repository' | 'no-git' | 'failed';

/** Keeps the owner's settings, but signs nothing, runs no hooks and asks nobody. */
const QUIET = ['-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=', '-c', 'core.autocrlf=false'];

/** A commit needs a name; one without an account in git gets this one. */
const NOBODY = ['-c', 'user.name=create-ml-product', '-c', 'user.email=create-ml-product@localhost'];

/** Initialises `folder` and commits all that is in it. `parent` tells whether it will lie in a repository. */
export async function firstCommit(folder: string, parent: string, version: string): Promise<GitOutcome> {
  const git = (cwd: string, ...args: string[]) =>
    execa('git', [...QUIET, ...args], {
      cwd,
      reject: false,
      stdin: 'ignore',
      env: { GIT_TERMINAL_PROMPT: '0' },
    });
  const inside = await git(parent, 'rev-parse', '--is-inside-work-tree');
  if (inside.failed && inside.exitCode === undefined) return 'no-git';
  if (inside.stdout === 'true') return 'in-repository';
  const init = await git(folder, 'init', '--quiet', '--initial-branch=main');
  const started = init.failed ? await git(folder, 'init', '--quiet') : init;
  if (started.failed) return 'failed';
  const known = await git(folder, 'config', 'user.email');
  const who = known.stdout === '' ? NOBODY : [];
  const added = await git(folder, 'add', '--all');
  if (added.failed) return 'failed';
  const message = `Write the product with create-ml-product ${version}`;
  const done = await git(folder, ...who, 'commit', '--quiet', '--no-verify', '--message', message);
  return done.failed ? 'failed' : 'committed';
}
