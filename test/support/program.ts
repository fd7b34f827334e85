/** Runs the built program as a user would. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../..');
export const PROGRAM = join(ROOT, 'dist', 'bin.cjs');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

export interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string;
}

/** The environment of a plain terminal: none of the npm or vitest that runs these tests. */
export function plainEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|VITEST|INIT_CWD|DEBUG)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...extra };
}

/** Runs it to its end, with nobody at the terminal. */
export function program(args: string[], { cwd = ROOT, env, input = '' }: Options = {}): Ended {
  return ended(
    spawnSync(process.execPath, [PROGRAM, ...args], {
      cwd,
      input,
      env: plainEnvironment(env),
      encoding: 'utf8',
    }),
  );
}

export function ended({ status, signal, stdout, stderr }: SpawnSyncReturns<string>): Ended {
  return { code: status, signal, out: stdout, err: stderr };
}

/** A folder of this test's own, removed when it ends. */
export function freshFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ml product-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
