/** The first commit is a courtesy: it never fails a run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, plainEnvironment, program } from '../support/program.ts';

const ARGS = ['shop', '--source', 'orders.csv', '--target', 'returned'];

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', env: plainEnvironment() }).trim();

test('everything but the data is committed, in spite of signing, hooks and a missing name', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const home = join(cwd, 'home');
  const hooks = join(cwd, 'hooks');
  mkdirSync(home);
  mkdirSync(hooks);
  writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(
    join(home, '.gitconfig'),
    `[commit]\n\tgpgsign = true\n[core]\n\thooksPath = ${hooks}\n[user]\n\tuseConfigOnly = true\n`,
  );
  const run = program(ARGS, { cwd, env: { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: '1' } });
  expect(run).toMatchObject({ code: 0, err: '' });
  const shop = join(cwd, 'shop');
  expect(git(shop, 'rev-list', '--count', 'HEAD')).toBe('1');
  expect(git(shop, 'status', '--porcelain')).toBe('');
  const committed = git(shop, 'ls-files').split('\n');
  expect(committed).toContain('contract/schema.py');
  expect(committed).not.toContain('data/orders.csv');
});

test('without git there is one sentence, and the product all the same', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const { code, out, err } = program(ARGS, {
    cwd,
    env: { PATH: dirname(process.execPath) === '/usr/bin' ? '/nowhere' : dirname(process.execPath) },
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('git is not installed');
  expect(existsSync(join(cwd, 'shop', 'package.json'))).toBe(true);
});

test('inside a repository nothing is initialised', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  git(cwd, 'init', '--quiet');
  expect(program(ARGS, { cwd }).code).toBe(0);
  expect(existsSync(join(cwd, 'shop', '.git'))).toBe(false);
});

test('a freshly cloned repository keeps its own history', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  mkdirSync(join(cwd, 'shop'));
  git(join(cwd, 'shop'), 'init', '--quiet');
  writeFileSync(join(cwd, 'shop', 'README.md'), '# Mine\n');
  writeFileSync(join(cwd, 'shop', 'LICENSE'), 'Apache License\nVersion 2.0\n');
  const { code, out } = program(ARGS, { cwd });
  expect(code).toBe(0);
  expect(out).toContain('files written');
  expect(existsSync(join(cwd, 'shop', 'docs', 'README.md'))).toBe(true);
  expect(git(join(cwd, 'shop'), 'rev-list', '--all', '--count')).toBe('0');
});
