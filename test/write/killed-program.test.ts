/** The whole program, killed: what kill.test.ts shows for the writer holds behind the command line too. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, program } from '../support/program.ts';
import { contents } from '../support/writer.ts';

const ARGS = ['shop', '--source', 'orders.csv', '--target', 'returned', '--no-git'];

const killedAt = (cwd: string, change: number) =>
  program(ARGS, { cwd, env: { ML_PRODUCT_TEST_FAULT: `SIGKILL@${change}` } });

test.each([1, 40, 150])('a new folder, killed at change %i; the same command then writes it', (change) => {
  const cwd = freshFolder();
  ordersFile(cwd);
  expect(killedAt(cwd, change).signal).toBe('SIGKILL');
  expect(existsSync(join(cwd, 'shop'))).toBe(false);
  expect(program(ARGS, { cwd })).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(cwd).sort()).toEqual(['orders.csv', 'shop']);
});

test('a cloned repository, killed while files move in; the same command then writes it', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const shop = join(cwd, 'shop');
  mkdirSync(shop);
  writeFileSync(join(shop, 'README.md'), '# Mine\n');
  writeFileSync(join(shop, 'LICENSE'), 'Apache License\nVersion 2.0\n');
  let halfway: string[] = [];
  // How many changes come before the first move grows with the product.
  for (let change = 400; halfway.length <= 2; change += 50) {
    expect(killedAt(cwd, change).signal).toBe('SIGKILL');
    halfway = Object.keys(contents(shop) ?? {}).filter((path) => !path.startsWith('.journal.'));
  }
  expect(halfway.length).toBeLessThan(150);
  expect(program(ARGS, { cwd })).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(join(shop, 'docs', 'README.md'), 'utf8')).toBe('# Mine\n');
  expect(readFileSync(join(shop, 'LICENSE'), 'utf8')).toContain('Apache');
  expect(JSON.parse(readFileSync(join(shop, 'package.json'), 'utf8')).license).toBe('Apache-2.0');
  expect(readdirSync(shop).filter((name) => name.startsWith('.journal.'))).toEqual([]);
});

test('what is written already is not written over', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  expect(program(ARGS, { cwd }).code).toBe(0);
  const before = contents(join(cwd, 'shop'));
  const again = program(ARGS, { cwd });
  expect(again.code).toBe(2);
  expect(again.err).toContain('holds a product already');
  expect(contents(join(cwd, 'shop'))).toEqual(before);
});
