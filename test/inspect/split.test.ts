/** How rows are to be held out: suggested by the table with a reason, said by its owner, or at random as usual. */
import { describe, expect, it } from 'vitest';
import type { TabularSpec } from '../../generators/spec.ts';
import { cellsFile, settingsFile, tableRows } from '../../generators/tree/data.ts';
import { codes, column, csv, refusal, scatter, understand } from './write.ts';

const y = (i: number) => (scatter(i, 2, 99) ? 'up' : 'down');
const x = (i: number) => scatter(i, 999, 1);
const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
const german = (i: number) => day(i).split('-').reverse().join('.');
const ROWS = 300;
const RANDOM = { by: 'random', column: null, reason: null, suggested: false };

describe('by time', () => {
  it.each<[string, (i: number) => string]>([
    ['the earliest first', day],
    ['the latest first', (i) => day(ROWS - i)],
    ['several rows a day', (i) => day(Math.floor(i / 4))],
    ['as Germans write it', german],
    ['as moments of several zones', (i) => `${day(i)}T10:00:00${i % 2 ? 'Z' : '+02:00'}`],
  ])('is suggested where rows are in its order: %s', async (_, when) => {
    const spec = await understand(csv({ ordered: when, x, y }, ROWS), { target: 'y' });
    expect(spec.split).toMatchObject({
      by: 'time',
      column: 'ordered',
      suggested: true,
      reason: 'the rows are in the order of ordered, and a model is asked about what comes later',
    });
  });

  it('is suggested where the target changes with it', async () => {
    const at = (i: number) => scatter(i, 900, 7);
    const spec = await understand(
      csv({ sold: (i) => day(at(i)), x, y: (i) => 1000 + at(i) + x(i) / 5 }, ROWS),
    );
    expect(spec.split).toMatchObject({ by: 'time', column: 'sold', suggested: true });
    expect(spec.split.reason).toMatch(/^y changes with sold/);
  });

  it.each<[string, Record<string, (i: number) => string | number>]>([
    ['a birth date', { date_of_birth: day, x, y }],
    ['days in no order that say nothing', { seen: (i) => day(scatter(i, 900, 7)), x, y }],
    ['a few days only', { batch: (i) => day(Math.floor(i / 60)), x, y }],
    ['a year', { year: (i) => 1990 + Math.floor(i / 20), x, y }],
    ['what only the latest rows tell apart', { since: day, x, y: (i) => (i < 240 ? 'ended' : y(i)) }],
    ['times that are missing', { closed: (i) => (i % 3 ? day(i) : ''), x, y }],
  ])('is not suggested by %s', async (_, columns) => {
    expect((await understand(csv(columns, ROWS), { target: 'y' })).split).toEqual(RANDOM);
  });
});

describe('by group', () => {
  it.each(['customer_id', 'PatientID', 'subject', 'session', 'Kundennummer', 'id'])(
    'is suggested where one %s has many rows, and it is no feature',
    async (name) => {
      const spec = await understand(csv({ [name]: (i) => 100 + (i % 60), x, y }, ROWS), {
        target: 'y',
      });
      expect(spec.split).toMatchObject({ by: 'group', column: name, suggested: true });
      expect(spec.split.reason).toMatch(
        /^60 different ones in 300 rows, and a model is asked about new ones$/,
      );
      expect(column(spec, name)).toMatchObject({
        included: false,
        note: 'left out: says whom a row is about',
      });
      expect(codes(spec, name)).toEqual(['group']);
    },
  );

  it('goes before times that belong to the group', async () => {
    const who = (i: number) => Math.floor(i / 5);
    const spec = await understand(csv({ patient: who, joined: (i) => day(who(i)), x, y }, ROWS), {
      target: 'y',
    });
    expect(spec.split).toMatchObject({ by: 'group', column: 'patient' });
  });

  it.each<[string, Record<string, (i: number) => string | number>]>([
    ['an identifier of rows', { customer_id: (i) => 100 + i, x, y }],
    ['what is counted', { customer_count: (i) => scatter(i, 60, 5), x, y }],
    ['a product', { product: (i) => `p${scatter(i, 60, 5)}`, x, y }],
    ['a few of them', { subject: (i) => scatter(i, 4, 5), x, y }],
  ])('is not suggested by %s', async (_, columns) => {
    expect((await understand(csv(columns, ROWS), { target: 'y' })).split).toEqual(RANDOM);
  });
});

describe('as the owner says', () => {
  const table = csv(
    { ordered: german, customer_id: (i) => scatter(i, 60, 5), region: (i) => `r${i % 12}`, x, y },
    ROWS,
  );

  it.each([
    ['random', RANDOM],
    ['customer_id', { by: 'group', column: 'customer_id', reason: null, suggested: false }],
    ['region', { by: 'group', column: 'region', reason: null, suggested: false }],
    ['ordered', { by: 'time', column: 'ordered', reason: null, suggested: false, dateFormat: '%d.%m.%Y' }],
  ])('%s', async (split, expected) => {
    const spec = await understand(table, { target: 'y', split });
    expect(spec.split).toEqual(expected);
    expect(spec.features.some((feature) => feature.column === 'region')).toBe(true);
  });

  it('training can read the times, whether or not they are a feature', async () => {
    const spec = await understand(table, { target: 'y', split: 'ordered', exclude: ['ordered'] });
    expect(JSON.parse(settingsFile(spec as TabularSpec)).split).toEqual({ by: 'time', column: 'ordered' });
    expect(JSON.parse(cellsFile(tableRows(spec as TabularSpec), spec.split)).columns.ordered).toEqual({
      dateFormat: '%d.%m.%Y',
    });
  });

  it.each([
    ['y', 'split-unusable', /is to be predicted/],
    ['same', 'split-unusable', /no two different values/],
    ['each', 'split-unusable', /a value of its own in every row/],
    ['regoin', 'unknown-column', /no column "regoin" \(--split\)/],
  ])('%s is refused', async (split, code, message) => {
    const text = csv({ region: (i) => `r${i % 12}`, same: () => 'a', each: (i) => `a${i}`, x, y }, ROWS);
    const error = await refusal(text, { target: 'y', split });
    expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
  });
});
