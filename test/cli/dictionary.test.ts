/** A dictionary of columns: its words reach contract and form, and its mistakes are told by their row. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, program } from '../support/program.ts';

const ARGS = ['shop', '--source', 'orders.csv', '--target', 'returned', '--no-git'];

/** A folder with the orders and a dictionary of them. */
function folderWith(dictionary: string, name = 'about.csv'): string {
  const cwd = freshFolder();
  ordersFile(cwd);
  writeFileSync(join(cwd, name), dictionary);
  return cwd;
}

const contract = (cwd: string): string => readFileSync(join(cwd, 'shop', 'contract', 'schema.py'), 'utf8');

test('labels, units, descriptions and limits, of the target too', () => {
  const cwd = folderWith(
    [
      'Owner,NAME,Label,Unit,Description,Min,Max',
      'x,amount,Order value,€,What the customer paid,0,500',
      'x,city,Town,,,,',
      'x,returned,Sent back?,,Within 14 days,,',
    ].join('\n'),
  );
  expect(program([...ARGS, '--dictionary', 'about.csv'], { cwd })).toMatchObject({ code: 0, err: '' });
  const text = contract(cwd).replace(/\s+/g, ' ');
  expect(text).toContain(
    '"Order value", unit="€", description="What the customer paid", example=32, minimum=0, maximum=500',
  );
  expect(text).toContain('feature("Town"');
  expect(text).toMatch(/target\( "Sent back\?", description="Within 14 days"/);
});

test.each([
  ['json', JSON.stringify([{ name: 'amount', unit: 'EUR', min: 5 }])],
  ['tsv', 'name\tunit\tmin\namount\tEUR\t5\n'],
  ['csv', 'name;unit;min\namount;EUR;5,0\ncity;;\n'],
])('may be a %s, and all but the names may be missing', (extension, text) => {
  const cwd = folderWith(text, `about.${extension}`);
  expect(program([...ARGS, '--dictionary', `about.${extension}`], { cwd })).toMatchObject({ code: 0 });
  expect(contract(cwd)).toMatch(/unit="EUR".* minimum=5, maximum=100/s);
});

test('columns.csv beside the table is used and told; --dictionary none leaves it out', () => {
  const cwd = folderWith('name,label\namount,Order value\n', 'columns.csv');
  const { code, out } = program(ARGS, { cwd });
  expect(code).toBe(0);
  expect(out).toContain(
    'columns.csv describes 1 of its columns and is used. --dictionary none leaves it out',
  );
  expect(out).toContain('--target returned --dictionary columns.csv --yes');
  expect(contract(cwd)).toContain('Order value');
  const without = program(['other', ...ARGS.slice(1), '--dictionary', 'none'], { cwd });
  expect(without.out).toContain('--dictionary none --yes');
  expect(readFileSync(join(cwd, 'other', 'contract', 'schema.py'), 'utf8')).not.toContain('Order value');
});

test('columns.csv of another table is left alone', () => {
  const cwd = folderWith('name,label\nheight,How tall\n', 'columns.csv');
  expect(program(ARGS, { cwd }).out).not.toContain('columns.csv');
});

test('a column that the table does not have is told, with the one that was meant', () => {
  const cwd = folderWith('name,label\namout,Order value\n');
  const { code, out } = program(['inspect', 'orders.csv', '--dictionary', 'about.csv'], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('Row 2 of about.csv describes "amout"');
  expect(out).toContain('Did it mean "amount"?');
});

test.each([
  ['label,unit\na,b\n', 'has no column "name"'],
  ['name,min,max\ncity,,\namount,9,3\n', 'Row 3 of about.csv: the min of "amount", 9, is above its max, 3'],
  ['name,min\namount,low\n', 'the min of "amount" is "low"'],
  ['name,min\namount,30\n', 'row 2 of about.csv says at least 30, but'],
  ['name,label\namount,a\namount,b\n', 'describes "amount" twice, in rows 2 and 3'],
])('%j is refused: %s', (dictionary, sentence) => {
  const cwd = folderWith(dictionary);
  const { code, err } = program([...ARGS, '--dictionary', 'about.csv'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});

test('limits that a single row breaks are a warning', () => {
  const cwd = freshFolder();
  mkdirSync(join(cwd, 'data'));
  const rows = Array.from({ length: 300 }, (_, index) => `${(index % 99) + 0.5},${index % 3 ? 'yes' : 'no'}`);
  writeFileSync(join(cwd, 'table.csv'), `amount,bought\n${rows.join('\n')}\n`);
  writeFileSync(join(cwd, 'about.csv'), 'name,max\namount,98\n');
  const { code, out } = program(['inspect', 'table.csv', '--dictionary', 'about.csv'], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('3 of 300 rows have something else, such as 98.5');
});
