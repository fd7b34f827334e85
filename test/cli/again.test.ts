/** The same answers give the same bytes, and the product says the command that writes it again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, PROGRAM, plainEnvironment, program } from '../support/program.ts';
import { contents } from '../support/writer.ts';

const CASES: [string, string[]][] = [
  ['a table', ['--source', 'data/my orders.csv', '--target', 'returned']],
  [
    'every flag',
    [
      '--source',
      'data/my orders.csv',
      '--target',
      'amount',
      '--task',
      'regression',
      '--exclude',
      'ordered',
      '--type',
      'city=category',
      '--name',
      'shop-api',
      '--title',
      `Ellen's "shop"`,
      '--description',
      'What $5 buys',
      '--author',
      'Ellen Ö',
      '--license',
      'none',
    ],
  ],
  [
    'how the file is read',
    [
      '--source',
      'data/*.txt',
      '--target',
      'returned',
      '--delimiter',
      ';',
      '--decimal',
      ',',
      '--encoding',
      'latin1',
      '--missing',
      '-999,"a, b"',
      '--header',
      '1',
      '--date-order',
      'dmy',
      '--split',
      'city',
      '--metric',
      'f1',
      '--dictionary',
      'data/about.json',
    ],
  ],
  ['a sample', ['--sample', 'penguins']],
  ['a sample with another target', ['--sample', 'penguins', '--target', 'sex']],
];

test.each(CASES)('%s: the command in the README writes the same bytes', (_name, flags) => {
  const cwd = freshFolder();
  mkdirSync(join(cwd, 'data'));
  const table = readFileSync(ordersFile(join(cwd, 'data'), 'my orders.csv'), 'utf8');
  const german = table.replaceAll(',', ';').replaceAll('.', ',');
  for (const name of ['2023.txt', '2024.txt']) writeFileSync(join(cwd, 'data', name), german, 'latin1');
  writeFileSync(join(cwd, 'data', 'about.json'), '[{"name": "amount", "unit": "€"}]');
  mkdirSync(join(cwd, 'one'));
  mkdirSync(join(cwd, 'two'));
  const source = flags.map((word) => (word.startsWith('data/') ? `../${word}` : word));
  const first = program(['shop', ...source, '--no-git'], { cwd: join(cwd, 'one') });
  expect(first).toMatchObject({ code: 0, err: '' });
  const readme = readFileSync(join(cwd, 'one', 'shop', 'README.md'), 'utf8');
  const command = /^npm create ml-product@\S+ (.*)$/m.exec(readme)?.[1] ?? '';
  expect(command).toContain('shop -- ');
  // A shell reads it, as it would when pasted; npm would take the "--" away.
  const pasted = `"$0" "$1" ${command.replace(' -- ', ' ')} --no-git`;
  execFileSync('sh', ['-c', pasted, process.execPath, PROGRAM], {
    cwd: join(cwd, 'two'),
    env: plainEnvironment(),
  });
  expect(contents(join(cwd, 'two', 'shop'))).toEqual(contents(join(cwd, 'one', 'shop')));
});

test('the kept answers, given as --answers, write the same bytes', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  expect(program(['shop', '--source', 'orders.csv', '--yes', '--no-git'], { cwd }).code).toBe(0);
  const answers = join(cwd, 'shop', '.ml-product', 'answers.json');
  mkdirSync(join(cwd, 'again'));
  ordersFile(join(cwd, 'again'));
  const run = program(['shop', '--answers', answers, '--no-git'], { cwd: join(cwd, 'again') });
  expect(run).toMatchObject({ code: 0, err: '' });
  expect(contents(join(cwd, 'again', 'shop'))).toEqual(contents(join(cwd, 'shop')));
});
