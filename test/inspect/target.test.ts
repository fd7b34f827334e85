/** What is predicted, and what the owner is warned of. */
import { describe, expect, it } from 'vitest';
import { inspectJson, inspectTable, requireTarget } from '../../generators/inspect/table.ts';
import { codes, column, csv, refusal, scatter, understand, write } from './write.ts';

const x = (i: number) => scatter(i, 1000);

describe('the suggested target', () => {
  it('is the column whose name says so, with a reason', async () => {
    const spec = await understand(
      csv(
        {
          churned: (i) => (scatter(i, 3) ? 'no' : 'yes'),
          x,
          tariff: (i) => ['a', 'b'][scatter(i, 2, 1)] as string,
        },
        200,
      ),
    );
    expect(spec).toMatchObject({
      task: 'classification',
      target: {
        column: 'churned',
        positive: 'yes',
        words: { yes: 'likely', no: 'unlikely' },
        suggested: true,
        reason: expect.stringContaining('"churned"'),
      },
    });
    expect(codes(spec)).not.toContain('target-guessed');
  });

  it.each<[string, string[], string]>([
    ['a price before the last column', ['price', 'area', 'floor'], 'price'],
    ['a price in other words', ['selling_price', 'area', 'floor'], 'selling_price'],
    ['survival, not the class of the cabin', ['class', 'age', 'survived', 'fare'], 'survived'],
    ['a place y is none', ['price', 'x', 'y', 'z'], 'price'],
    ['not the year at the end', ['area', 'output', 'year'], 'output'],
  ])('%s', async (_, names, expected) => {
    const columns = names.map((name, at) => [name, (i: number) => scatter(i, 400, at) + 1700] as const);
    const yes = (i: number) => scatter(i, 2, 70);
    const spec = await understand(
      csv({ ...Object.fromEntries(columns), ...(names.includes('survived') && { survived: yes }) }, 300),
    );
    expect(spec.target?.column).toBe(expected);
  });

  it('is only a guess where nothing but the place speaks for it, and says so', async () => {
    const spec = await understand(
      csv({ x, colour: (i) => ['red', 'blue'][scatter(i, 2, 1)] as string }, 200),
    );
    expect(spec.target?.column).toBe('colour');
    expect(codes(spec, 'colour')).toContain('target-guessed');
  });

  it('is nothing where nothing suggests itself', async () => {
    const table = csv({
      when: (i) => `2024-01-${String(1 + scatter(i, 28)).padStart(2, '0')}`,
      until: (i) => `2025-01-${String(1 + scatter(i, 28, 1)).padStart(2, '0')}`,
    });
    const spec = await understand(table);
    expect(spec).toMatchObject({ task: null, target: null });
    expect(inspectJson(spec)).toMatchObject({ task: null, target: null });
    expect(() => requireTarget(spec)).toThrowError(
      expect.objectContaining({ code: 'no-target', exitCode: 2 }),
    );
  });
});

describe('the task', () => {
  it.each<[string, (i: number) => string | number, string, boolean]>([
    ['words', (i) => ['a', 'b', 'c'][scatter(i, 3)] as string, 'classification', false],
    ['0 and 1', (i) => scatter(i, 2), 'classification', false],
    ['amounts', (i) => scatter(i, 1e6) / 100, 'regression', false],
    ['many whole numbers', (i) => scatter(i, 400), 'regression', false],
    ['few whole numbers', (i) => 3 + scatter(i, 6), 'classification', true],
  ])('of %s', async (_, y, task, doubt) => {
    const spec = await understand(csv({ x, w: (i) => scatter(i, 77, 8), y }, 600), { target: 'y' });
    expect(spec.task).toBe(task);
    expect(codes(spec, 'y').includes('task')).toBe(doubt);
  });

  it('can be said, if the column allows it', async () => {
    const table = csv(
      {
        x,
        stars: (i) => 1 + scatter(i, 5),
        name: (i) => ['a', 'b'][scatter(i, 2)] as string,
        price: (i) => scatter(i, 9000, 4),
      },
      400,
    );
    expect(await understand(table, { target: 'stars', task: 'regression' })).toMatchObject({
      task: 'regression',
      target: { classes: null, digits: 0 },
    });
    expect(await understand(table, { target: 'stars', task: 'classification' })).toMatchObject({
      target: { classes: ['1', '2', '3', '4', '5'] },
    });
    expect(await refusal(table, { target: 'name', task: 'regression' })).toMatchObject({
      code: 'target-not-numeric',
    });
    expect(await refusal(table, { target: 'price', task: 'classification' })).toMatchObject({
      code: 'too-many-classes',
    });
  });

  it('sorts classes that are numbers as numbers', async () => {
    const spec = await understand(csv({ x, y: (i) => 1 + scatter(i, 12) }, 900), {
      target: 'y',
      task: 'classification',
    });
    expect(spec.target?.classes).toEqual(Array.from({ length: 12 }, (_, i) => String(i + 1)));
  });

  it('takes the named positive class, and no other word', async () => {
    const table = csv({ x, y: (i) => (scatter(i, 4) ? 'good' : 'bad') }, 200);
    expect((await understand(table, { target: 'y' })).target?.positive).toBe('bad');
    expect((await understand(table, { target: 'y', positive: 'good' })).target?.positive).toBe('good');
    expect(await refusal(table, { target: 'y', positive: 'goood' })).toMatchObject({
      code: 'unknown-class',
      hint: 'Did you mean "good"?',
    });
  });
});

describe('warnings', () => {
  it('imbalance, rows without target, rare classes, duplicate rows, few rows', async () => {
    const rows = csv({ x: (i) => 3 * i + scatter(i, 3), y: (i) => (i % 97 === 5 ? 'fraud' : 'fine') }, 400)
      .trimEnd()
      .split('\n');
    const spec = await understand([...rows, rows[1], rows[1], '7,', '8,NA'].join('\n'), { target: 'y' });
    const said = (code: string) => spec.warnings.find((warning) => warning.code === code)?.message;
    expect(said('imbalance')).toContain('"fraud"');
    expect(said('target-missing')).toContain('2 rows of 404');
    expect(said('rare-class')).toContain('"fraud" (5)');
    expect(said('duplicate-rows')).toMatch(/^2 rows repeat/);
    expect(spec.target).toMatchObject({ positive: 'fraud', alert: true });
    expect(codes(await understand(csv({ x, y: (i) => scatter(i, 2) }, 49)))).toContain('few-rows');
    expect(codes(await understand(csv({ x, y: (i) => scatter(i, 2) }, 50)))).not.toContain('few-rows');
  });

  it('classes that differ only in case, which are one', async () => {
    const spec = await understand(
      csv({ x, y: (i) => ['Gold', 'gold', 'Tin'][scatter(i, 3)] as string }, 200),
      { target: 'y' },
    );
    expect(codes(spec, 'y')).toContain('spellings');
    expect(spec.target?.classes).toHaveLength(2);
    expect(Object.keys(spec.target?.spellings ?? {})).toHaveLength(1);
  });

  it('yes and no in several spellings, which are two classes', async () => {
    const spec = await understand(
      csv({ x, y: (i) => ['yes', 'yes', 'Yes', '1', 'no', 'NO', 'no'][scatter(i, 7)] as string }, 200),
      { target: 'y' },
    );
    expect(spec.target).toMatchObject({
      classes: ['no', 'yes'],
      positive: 'yes',
      spellings: { '1': 'yes', NO: 'no', Yes: 'yes' },
    });
  });
});

describe('a column that gives the target away', () => {
  const label = (i: number) => (scatter(i, 4, 50) ? 'no' : 'yes');
  const price = (i: number) => 100_000 + scatter(i, 900_000, 60);
  const away: [string, Record<string, (i: number) => string | number>][] = [
    ['is a copy of it in other words', { leak: (i) => (label(i) === 'yes' ? 'R' : 'K') }],
    ['is nearly a copy of it', { leak: (i) => (i === 11 ? 1 : label(i) === 'yes' ? 1 : 0) }],
    ['is filled for one class only', { leak: (i) => (label(i) === 'yes' && i % 2 ? scatter(i, 50) : '') }],
    ['is empty for one class only', { leak: (i) => (label(i) === 'yes' ? '' : scatter(i, 50)) }],
    ['is one number for one class only', { leak: (i) => (label(i) === 'yes' ? 5 + scatter(i, 90) : 0) }],
    ['names the class in more detail', { leak: (i) => `${label(i)[0]}${scatter(i, 3)}` }],
  ];
  it.each(away)('%s', async (_, leak) => {
    const spec = await understand(csv({ x, ...leak, y: label }, 300), { target: 'y' });
    expect(column(spec, 'leak')).toMatchObject({ included: false, note: 'left out: gives the answer away' });
    expect(codes(spec, 'leak')).toEqual(['leak']);
  });

  it.each<[string, (i: number) => string | number]>([
    ['is the same in another currency', (i) => (price(i) * 0.92).toFixed(2)],
    ['is rounded', (i) => Math.round(price(i) / 1000)],
    ['is on another scale', (i) => Math.log(price(i)).toFixed(6)],
  ])('of amounts: %s', async (_, leak) => {
    const spec = await understand(csv({ x, leak, price }, 300));
    expect(spec.task).toBe('regression');
    expect(codes(spec, 'leak')).toEqual(['leak']);
    expect(column(spec, 'leak').included).toBe(false);
  });

  it('is not the year with which everything grows', async () => {
    const wages = (i: number) => 100 + 7 * i + (i * i) / 4 + scatter(i, 6);
    const spec = await understand(csv({ year: (i) => 1900 + i, x, wages }, 90));
    expect(column(spec, 'year').included).toBe(true);
    expect(codes(spec, 'year')).toEqual(['leak']);
  });

  it('is not a strong feature', async () => {
    const species = (i: number) => ['Adelie', 'Chinstrap', 'Gentoo'][scatter(i, 3, 1)] as string;
    const spec = await understand(
      csv(
        {
          island: (i) =>
            species(i) === 'Gentoo'
              ? 'Biscoe'
              : species(i) === 'Chinstrap'
                ? 'Dream'
                : (['Biscoe', 'Dream', 'Torgersen'][scatter(i, 3, 2)] as string),
          length: (i) =>
            ({ Adelie: 38, Chinstrap: 48, Gentoo: 47 })[species(i) as 'Adelie'] + scatter(i, 90, 3) / 10,
          smell: (i) => (scatter(i, 20, 4) === 0 ? 'none' : species(i) === 'Gentoo' ? 'fish' : 'krill'),
          checked: (i) => ['a', 'b', ''][scatter(i, 3, 5)] as string,
          species,
        },
        340,
      ),
    );
    expect(spec.features).toHaveLength(4);
    expect(codes(spec)).not.toContain('leak');
    const houses = await understand(
      csv(
        {
          area: (i) => Math.round(price(i) / 3000) + scatter(i, 40, 7),
          rooms: (i) => Math.round(price(i) / 200_000) + scatter(i, 2, 8),
          price,
        },
        300,
      ),
    );
    expect(houses.features).toHaveLength(2);
    expect(codes(houses)).not.toContain('leak');
  });

  it('is only warned of where classes have ranges of their own, and stays where the owner wants it', async () => {
    const separate = await understand(
      csv({ x, size: (i) => (label(i) === 'yes' ? 60 : 20) + scatter(i, 39, 1), y: label }, 300),
      { target: 'y' },
    );
    expect(column(separate, 'size').included).toBe(true);
    expect(codes(separate, 'size')).toEqual(['leak']);
    const kept = await understand(csv({ x, copy: (i) => (label(i) === 'yes' ? 'R' : 'K'), y: label }, 300), {
      target: 'y',
      include: ['copy'],
    });
    expect(column(kept, 'copy').included).toBe(true);
  });
});

describe('the document of inspect --json', () => {
  it('has exactly the agreed keys', async () => {
    const spec = await inspectTable(write(csv({ x, y: (i) => (scatter(i, 2) ? 'a' : 'b') })), {
      target: 'y',
    });
    const document = inspectJson(spec);
    expect(Object.keys(document)).toEqual([
      'kind',
      'source',
      'task',
      'target',
      'rows',
      'columns',
      'split',
      'metric',
      'warnings',
    ]);
    expect(Object.keys(document.source)).toEqual(['path', 'bytes', 'format', 'encoding', 'delimiter']);
    expect(document).toMatchObject({
      kind: 'tabular',
      source: { format: 'csv', encoding: 'utf-8', delimiter: ',' },
      target: 'y',
      rows: 60,
    });
    for (const one of document.columns)
      expect(Object.keys(one)).toEqual([
        'name',
        'field',
        'type',
        'missing',
        'min',
        'max',
        'categories',
        'included',
        'note',
      ]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
