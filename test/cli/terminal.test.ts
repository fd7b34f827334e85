/** The conversation, in a real terminal (a pty). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, PROGRAM } from '../support/program.ts';
import { CTRL_C, converse, DOWN, ENTER } from '../support/terminal.ts';

const command = (...args: string[]): string[] => [process.execPath, PROGRAM, ...args];

test('asks what kind, where, what, whether to change, where to; and writes', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const { code, screen, answered } = converse(
    command(),
    [
      ['What kind of model is it?', ENTER],
      ['Where is the data?', `nowhere.csv${ENTER}`],
      ['Where is the data?', `orders.csv${ENTER}`],
      ['What is to be predicted?', ENTER],
      ['Change a column?', `y${ENTER}`],
      ['Which one?', DOWN + ENTER],
      ['What about city?', ENTER],
      ['Change a column?', ENTER],
      ['Where shall it be written?', `shop${ENTER}`],
      ['Write', ENTER],
    ],
    { cwd },
  );
  expect(answered).toBe(10);
  expect(code).toBe(0);
  expect(screen).toContain('A model in an ONNX file (coming)');
  expect(screen).toContain('nowhere.csv');
  expect(screen).toMatch(/city .* left out: as you said/);
  expect(screen).toMatch(/Write \d+ files to \.\/shop\?/);
  expect(screen).toMatch(/shop -- --source orders\.csv --target returned --exclude city --yes/);
  expect(readFileSync(join(cwd, 'shop', 'contract', 'schema.py'), 'utf8')).not.toContain('city');
});

test('a sample by name; nothing is asked that the sample answers', () => {
  const cwd = freshFolder();
  const { code, screen } = converse(
    command('shop'),
    [
      ['What kind of model is it?', ENTER],
      ['Where is the data?', `penguins${ENTER}`],
      ['Write', ENTER],
    ],
    { cwd },
  );
  expect(code).toBe(0);
  expect(screen).not.toContain('What is to be predicted?');
  expect(screen).toMatch(/shop -- --sample penguins --yes/);
});

test.each(['Where is the data?', 'Write'])('Ctrl-C at "%s" exits with 130 and leaves nothing', (question) => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const flags =
    question === 'Write' ? ['shop', '--source', 'orders.csv', '--target', 'returned'] : ['--kind', 'tabular'];
  const before: [string, string][] = question === 'Write' ? [['Change a column?', ENTER]] : [];
  const { code, screen } = converse(command(...flags), [...before, [question, CTRL_C]], { cwd });
  expect(code).toBe(130);
  expect(screen).not.toMatch(/Error|\n\s+at /);
  expect(readdirSync(cwd)).toEqual(['orders.csv']);
});

test('saying no writes nothing', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const flags = ['shop', '--source', 'orders.csv', '--target', 'returned'];
  const { code, screen } = converse(
    command(...flags),
    [
      ['Change a column?', ENTER],
      ['Write', `n${ENTER}`],
    ],
    { cwd },
  );
  expect(code).toBe(0);
  expect(screen).toContain('Nothing was written.');
  expect(existsSync(join(cwd, 'shop'))).toBe(false);
});

test('--yes asks nothing that has a default, but does ask for the data', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const { code, answered } = converse(
    command('--yes', '--no-git'),
    [['Where is the data?', `orders.csv${ENTER}`]],
    { cwd },
  );
  expect({ code, answered }).toEqual({ code: 0, answered: 1 });
  expect(existsSync(join(cwd, 'orders', 'package.json'))).toBe(true);
});
