/** `--json`: exactly one document on stdout, whatever happens. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, program } from '../support/program.ts';

/** Parses all of stdout: anything beside the document makes this throw. */
const document = (args: string[], cwd: string) => {
  const { code, out, err } = program([...args, '--json'], { cwd });
  return { code, err, body: JSON.parse(out) };
};

test('inspect', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const { code, err, body } = document(['inspect', 'orders.csv', '--target', 'returned'], cwd);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(Object.keys(body).sort()).toEqual([
    'columns',
    'kind',
    'metric',
    'ok',
    'rows',
    'source',
    'split',
    'target',
    'task',
    'warnings',
  ]);
  expect(body).toMatchObject({
    ok: true,
    kind: 'tabular',
    task: 'classification',
    target: 'returned',
    rows: 90,
    split: { by: 'random', column: null },
    metric: 'auto',
  });
  expect(body.source).toMatchObject({ path: 'orders.csv', format: 'csv', encoding: 'utf-8', delimiter: ',' });
  const amount = body.columns.find(({ name }: { name: string }) => name === 'amount');
  expect(amount).toEqual({
    name: 'amount',
    field: 'amount',
    type: 'number',
    missing: 0,
    min: 10,
    max: 55,
    categories: null,
    included: true,
    note: null,
  });
});

test('inspect applies the flags', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const flags = ['--target', 'amount', '--exclude', 'city', '--type', 'returned=text'];
  const { body } = document(['inspect', 'orders.csv', ...flags], cwd);
  expect(body.task).toBe('regression');
  const byName = Object.fromEntries(body.columns.map((column: { name: string }) => [column.name, column]));
  expect(byName).toMatchObject({ city: { included: false }, returned: { type: 'text', included: false } });
});

test('create', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const args = ['my shop', '--source', 'orders.csv', '--target', 'returned', '--no-git'];
  const { code, err, body } = document(args, cwd);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(Object.keys(body).sort()).toEqual(['dir', 'files', 'next', 'ok', 'version']);
  expect(body.dir).toBe(join(cwd, 'my shop'));
  expect(body.next).toEqual(['cd "my shop"', 'npm start', 'npm test']);
  expect(body.files).toContain('data/orders.csv');
});

test.each([
  ['unknown-flag', ['x', '--targte', 'y']],
  ['bad-value', ['x', '--license', 'GPL']],
  ['stray-words', ['x', 'y', '--sample', 'penguins']],
  ['not-yet', ['course']],
])('failure %s', (code, args) => {
  const cwd = freshFolder();
  const failed = document(args, cwd);
  expect(failed.code).toBe(2);
  expect(Object.keys(failed.body).sort()).toEqual(['code', 'hint', 'message', 'missing', 'ok']);
  expect(failed.body).toMatchObject({ ok: false, code, missing: [] });
});

test('failure names what is missing', () => {
  const { code, body } = document([], freshFolder());
  expect(code).toBe(2);
  expect(body.code).toBe('missing-answers');
  expect(body.missing).toContainEqual({ flag: '--source', question: 'Where is the data?' });
});

test('failure of a source', () => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, 'empty.csv'), '');
  const { code, body } = document(['inspect', 'empty.csv'], cwd);
  expect(code).toBe(2);
  expect(body.ok).toBe(false);
  expect(body.message).toContain('empty.csv');
});
