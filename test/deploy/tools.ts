/** Programs that judge deploy files: from PyPI into `.cache/`, or from the system. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/program.ts';

const ENVIRONMENT = join(ROOT, '.cache', 'deploy-tools');
const REQUIREMENTS = join(ROOT, 'test', 'deploy', 'requirements.txt');
const STAMP = join(ENVIRONMENT, '.requirements');
const LOCK = `${ENVIRONMENT}.lock`;

/** Installs what requirements.txt names, once: of several workers one does it, and the others wait for it. */
export function installTools(): void {
  mkdirSync(dirname(LOCK), { recursive: true });
  while (!isInstalled()) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    } catch {
      waitForOther();
      continue;
    }
    try {
      if (!isInstalled()) install();
    } finally {
      rmSync(LOCK);
    }
  }
}

const isInstalled = (): boolean =>
  existsSync(STAMP) && readFileSync(STAMP, 'utf8') === readFileSync(REQUIREMENTS, 'utf8');

function install(): void {
  check('python3', ['-m', 'venv', ENVIRONMENT]);
  const pip = join(ENVIRONMENT, 'bin', 'pip');
  check(pip, ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(STAMP, readFileSync(REQUIREMENTS));
}

/** Half a second for the worker that installs; what a dead one left is taken away. */
function waitForOther(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    if (holder > 0) process.kill(holder, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(LOCK, { force: true });
  }
}

/** A program of the environment that `installTools` made. */
export const tool = (name: string): string => join(ENVIRONMENT, 'bin', name);

/** The program, from Debian's package of that name if it is not there and may be installed. */
export function fromSystem(program: string, version: string[]): string {
  if (spawnSync(program, version).status === 0) return program;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Another worker may be at it.
    const wait = ['-o', 'DPkg::Lock::Timeout=300'];
    spawnSync('apt-get', [...wait, 'update', '-qq'], { env });
    spawnSync('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', program], { env });
  }
  check(program, version);
  return program;
}

/** Runs a program that must succeed, and gives what it printed. */
export function check(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `code ${status}`}\n${stdout}${stderr}`);
}
