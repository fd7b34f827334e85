/** The conversation, in a real terminal (a pty). */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  expect(screen).toContain('with an LLM (coming)');
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

/** 120 rows in which `rows` gives the columns. */
function table(header: string, row: (index: number) => string): string {
  return `${[header, ...Array.from({ length: 120 }, (_, index) => row(index))].join('\n')}\n`;
}

test('dates that can be read in two ways are asked, with one of them as the example', () => {
  const cwd = freshFolder();
  const day = (index: number): string => `0${1 + (index % 9)}/0${1 + ((index * 5) % 7)}/202${index % 5}`;
  writeFileSync(
    join(cwd, 'visits.csv'),
    table(
      'seen,age,came_back',
      (index) => `${day(index)},${20 + ((index * 7) % 50)},${index % 3 ? 'no' : 'yes'}`,
    ),
  );
  const flags = ['shop', '--source', 'visits.csv', '--target', 'came_back', '--no-git'];
  const { code, screen, answered } = converse(
    command(...flags),
    [
      ['Which day is ', ENTER],
      ['Change a column?', ENTER],
      ['Write', ENTER],
    ],
    { cwd },
  );
  expect({ code, answered }).toEqual({ code: 0, answered: 3 });
  expect(screen).toMatch(/Which day is 0\d\/0\d\/202\d\? \(seen\)/);
  expect(screen).toMatch(/\d [A-Z]\w+ 202\d {3}day, month, year/);
  expect(screen).toMatch(/--date-order (dmy|mdy) --yes/);
  const swapped = screen.includes('--date-order dmy --yes') ? 'mdy' : 'dmy';
  const other = converse(
    command('other', ...flags.slice(1)),
    [
      ['Which day is ', (swapped === 'mdy' ? DOWN : '\x1b[A') + ENTER],
      ['Change a column?', ENTER],
      ['Write', ENTER],
    ],
    { cwd },
  );
  expect(other.screen).toContain(`--date-order ${swapped} --yes`);
  const cells = JSON.parse(readFileSync(join(cwd, 'other', 'contract', 'cells.json'), 'utf8'));
  expect(cells.columns.seen.dateFormat).toBe(swapped === 'mdy' ? '%m/%d/%Y' : '%d/%m/%Y');
});

test('rows of the same customer are kept together if the person agrees', () => {
  const cwd = freshFolder();
  const customer = (index: number): string => `C${String((index * 17) % 24).padStart(3, '0')}`;
  writeFileSync(
    join(cwd, 'visits.csv'),
    table(
      'customer_id,age,spent',
      (index) => `${customer(index)},${20 + ((index * 7) % 50)},${(index * 31) % 97}.5`,
    ),
  );
  const flags = (name: string) => command(name, '--source', 'visits.csv', '--target', 'spent', '--no-git');
  const steps = (answer: string): [string, string][] => [
    ['customer_id', ''],
    ['keep them together?', answer],
    ['Change a column?', ENTER],
    ['Write', ENTER],
  ];
  const settings = (name: string) =>
    JSON.parse(readFileSync(join(cwd, name, 'training', 'settings.json'), 'utf8')).split;
  const yes = converse(flags('yes'), steps(ENTER), { cwd });
  expect({ code: yes.code, answered: yes.answered }).toEqual({ code: 0, answered: 4 });
  expect(settings('yes')).toEqual({ by: 'group', column: 'customer_id' });
  expect(yes.screen).not.toContain('--split group');
  const no = converse(flags('no'), steps(`n${ENTER}`), { cwd });
  expect(settings('no')).toEqual({ by: 'random' });
  expect(no.screen).toContain('--split random --yes');
});
