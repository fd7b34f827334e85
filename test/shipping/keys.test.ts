/** `npm run keys`: what it writes into `.env`, what it shows, and what it refuses. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../e2e/product.ts';
import { freshFolder, ROOT } from '../support/program.ts';

const WINDOWS = process.platform === 'win32';
const OWN = '# mine\r\nPORT=9000\n# API_KEYS=\nexport GREETING="a b"';

/** A product of which nothing but its scripts is there, and its `.env`. */
function product(env?: string): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'scripts'));
  cpSync(join(ROOT, 'templates', 'base', 'scripts'), join(folder, 'scripts'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  if (env !== undefined) writeFileSync(join(folder, '.env'), env);
  return folder;
}

const keys = (folder: string, ...args: string[]) =>
  run(process.execPath, [join(folder, 'scripts', 'keys.mjs'), ...args], folder);
const envOf = (folder: string): string => readFileSync(join(folder, '.env'), 'utf8');

test('a key is shown once, and only its hash is kept', async () => {
  const folder = product();
  const { code, output } = await keys(folder, 'add', 'web');
  expect(code, output).toBe(0);
  const key = output.match(/^ {2}([A-Za-z0-9_-]{43})$/m)?.[1] ?? '';
  const hash = createHash('sha256').update(key).digest('hex');
  expect(envOf(folder)).toBe(`API_KEYS="web:predict:${hash}"\n`);
  expect((await keys(folder, 'list')).output).toMatch(/web +predict/);
  expect((await keys(folder, 'list')).output).not.toContain(hash);
});

test('every other line stays as it was, through adding and revoking', async () => {
  const folder = product(OWN);
  if (!WINDOWS) chmodSync(join(folder, '.env'), 0o644);
  await keys(folder, 'add', 'web');
  await keys(folder, 'add', 'ops', '--scopes', 'admin,history');
  expect(envOf(folder)).toMatch(/web:predict:[0-9a-f]{64};ops:history,admin:[0-9a-f]{64}/);
  expect((await keys(folder, 'revoke', 'web')).code).toBe(0);
  expect((await keys(folder)).output).toMatch(/^ {2}ops +history,admin\n$/);
  await keys(folder, 'revoke', 'ops');
  expect(envOf(folder).startsWith(OWN)).toBe(true);
  expect(envOf(folder).slice(OWN.length).trim()).toBe('API_KEYS=""');
  expect(readdirSync(folder).filter((name) => name.startsWith('.env'))).toEqual(['.env']);
  if (!WINDOWS) expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
});

test('keys that stand one a line are read, and the line after them stays', async () => {
  const hash = createHash('sha256').update('x').digest('hex');
  const folder = product(`API_KEYS="\na:predict:${hash}\nb:admin:${hash}\n"\nPORT=1\n`);
  expect((await keys(folder, 'revoke', 'a')).code).toBe(0);
  expect(envOf(folder)).toBe(`API_KEYS="b:admin:${hash}"\nPORT=1\n`);
});

test.skipIf(WINDOWS)('a link to where the settings are kept stays one', async () => {
  const folder = product();
  writeFileSync(join(folder, 'elsewhere'), 'A=1\n');
  symlinkSync(join(folder, 'elsewhere'), join(folder, '.env'));
  await keys(folder, 'add', 'web');
  expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toMatch(/^A=1\nAPI_KEYS="web:/);
});

test.each([
  [['add'], 'Say its name'],
  [['add', 'a b'], 'cannot name a key'],
  [['add', 'web'], 'already'],
  [['add', 'x', '--scopes', 'everything'], 'no scope "everything"'],
  [['add', 'x', '--scopes', ''], 'no scope ""'],
  [['add', 'x', 'history'], 'one word too many'],
  [['add', 'x', '--scopes'], 'argument missing'],
  [['revoke', 'nobody'], 'There is: web'],
  [['revoke', 'web', '--scopes', 'predict'], '--scopes goes with add'],
  [['delete', 'web'], 'npm run keys -- revoke NAME'],
  [['--all'], '--all'],
])('%j is refused, and nothing is written', async (args, told) => {
  const before = `API_KEYS="web:predict:${createHash('sha256').update('x').digest('hex')}"\n`;
  const folder = product(before);
  const { code, output } = await keys(folder, ...args);
  expect(code, output).toBe(2);
  expect(output).toContain(told);
  expect(output).not.toMatch(/^ {4}at /m);
  expect(envOf(folder)).toBe(before);
});

test('a key that somebody wrote where its hash belongs is not repeated', async () => {
  const folder = product('API_KEYS=my-own-secret\n');
  const { code, output } = await keys(folder, 'add', 'web');
  expect(code).toBe(2);
  expect(output).toContain('entry 1 is not name:scopes:hash');
  expect(output).not.toContain('my-own-secret');
  expect(envOf(folder)).toBe('API_KEYS=my-own-secret\n');
});
