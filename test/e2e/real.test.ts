/**
 * Real data sets of different shape and format, each all the way: written, trained, proven, asked one row and many, and
 * held against the same estimator in a plain script on the same rows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import {
  create,
  exampleOf,
  type Json,
  npm,
  npmStart,
  post,
  run,
  temporaryFolder,
  testWithData,
} from './product.ts';
import { lendEnvironments, pythonOf, removeShared, shared } from './real/environment.ts';
import { serve } from './real/serve.ts';

interface RealSet {
  name: string;
  flags: string[];
  /** What must come out of training, beside the score. */
  passport?: object;
  /** Also started and tested by its own commands. */
  whole?: true;
}

const SETS: RealSet[] = [
  {
    name: 'weather',
    flags: ['--target', 'weather', '--split', 'date'],
    passport: { task: 'classification', data: { rows: 1461, split: { by: 'time', column: 'date' } } },
    whole: true,
  },
  { name: 'iris', flags: ['--target', 'species'], passport: { data: { rows: 150 } } },
  { name: 'wine', flags: ['--target', 'cultivar'], passport: { data: { rows: 178 } } },
  {
    name: 'breast cancer',
    flags: ['--target', 'diagnosis', '--positive', 'malignant'],
    passport: { target: { positive: 'malignant' }, data: { rows: 569 } },
  },
  {
    name: 'diabetes',
    flags: ['--target', 'progression'],
    passport: { task: 'regression', data: { rows: 442 } },
  },
  {
    name: 'digits',
    flags: ['--target', 'digit', '--task', 'classification'],
    passport: { target: { classes: [...'0123456789'] }, data: { rows: 1797 } },
  },
  {
    name: 'fair',
    flags: ['--target', 'affairs', '--metric', 'mae'],
    passport: { metrics: { primary: 'mae' } },
  },
  {
    name: 'anes96',
    flags: ['--target', 'vote', '--task', 'classification', '--delimiter', 'tab'],
    passport: { task: 'classification', data: { rows: 944 } },
  },
  { name: 'star98', flags: ['--target', 'MATHTOT', '--exclude', 'PR50M'], passport: { data: { rows: 303 } } },
  {
    name: 'grunfeld',
    flags: ['--target', 'invest', '--split', 'firm'],
    passport: { data: { rows: 220, split: { by: 'group', column: 'firm' } } },
  },
  { name: 'cars', flags: ['--target', 'Miles_per_Gallon'], passport: { task: 'regression' } },
];

const MOST_BATCH_ROWS = 60;
const REQUIREMENTS = join(import.meta.dirname, 'real', 'requirements.txt');

afterAll(removeShared);

describe('a real data set', () => {
  it.each(SETS)('$name', (set) => unlessPassed(`real ${set.name}`, () => allTheWay(set)));
});

async function allTheWay({ name, flags, passport = {}, whole }: RealSet): Promise<void> {
  const { home, packages } = await shared({ sample: 'penguins', requirements: REQUIREMENTS });
  const folder = temporaryFolder();
  const prepare = join(import.meta.dirname, 'real', 'prepare.py');
  const prepared = await run(pythonOf(home), [prepare, name, folder, packages], folder);
  expect(prepared.code, prepared.output).toBe(0);
  const product = await create('product', ['--source', join(folder, prepared.stdout.trim()), ...flags]);
  lendEnvironments({ home, packages }, product);
  await npm(product, 'run', 'train');

  const trained = JSON.parse(readFileSync(join(product, 'artifacts', 'v1', 'passport.json'), 'utf8'));
  expect(trained).toMatchObject(passport);
  expect(trained.parity.label_flips).toBe(0);
  expect(trained.parity.max_difference).toBeLessThanOrEqual(trained.parity.tolerance);

  const plain = join(folder, 'plain.csv');
  await holdsUp(product, plain);
  const server = whole ? await npmStart(product) : await serve(product);
  try {
    await answers(product, server.url, join(folder, 'own.csv'), trained);
  } finally {
    await server.stop();
  }
  if (whole) await testWithData(product);
}

/** The score is inside the interval of a plain script's, or better. */
async function holdsUp(product: string, table: string): Promise<void> {
  const script = join(import.meta.dirname, 'real', 'plain.py');
  const { code, stdout, output } = await run(pythonOf(product), [script, table], product);
  expect(code, output).toBe(0);
  const compared = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  console.log(`  ${JSON.stringify(compared)}`);
  if (compared.higher_is_better) expect(compared.ours).toBeGreaterThanOrEqual(compared.low);
  else expect(compared.ours).toBeLessThanOrEqual(compared.high);
}

/** The README's row, and a batch of the table's own rows. */
async function answers(product: string, url: string, table: string, { task, target }: Json): Promise<void> {
  const one = await post(`${url}/api/v1/predict`, exampleOf(product));
  expect(one).toMatchObject({ status: 200, body: { model_version: 'v1' } });

  const rows = readFileSync(table, 'utf8')
    .trim()
    .split('\n')
    .slice(0, MOST_BATCH_ROWS + 1);
  const response = await fetch(`${url}/api/v1/predict/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', accept: 'application/x-ndjson' },
    body: rows.join('\n'),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ row }) => row)).toEqual(rows.slice(1).map((_, index) => index + 1));
  for (const line of lines) {
    if (task === 'classification') expect(target.classes, JSON.stringify(line)).toContain(line.prediction);
    else expect(line.prediction, JSON.stringify(line)).toEqual(expect.any(Number));
  }
}
