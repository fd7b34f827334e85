/** What a column is taken for: types, dates, field names, labels, limits, examples. */
import { describe, expect, it } from 'vitest';
import { labelOf } from '../../generators/inspect/labels.ts';
import { proposeLimits } from '../../generators/inspect/limits.ts';
import { fieldNames } from '../../generators/inspect/names.ts';
import { codes, column, csv, refusal, scatter, understand } from './write.ts';

const y = (i: number) => (scatter(i, 2, 99) ? 'up' : 'down');
const feature = (spec: Awaited<ReturnType<typeof understand>>, name: string) =>
  spec.features.find((one) => one.column === name);

describe('yes and no', () => {
  it.each([
    ['yes', 'no'],
    ['Y', 'N'],
    ['TRUE', 'FALSE'],
    ['t', 'f'],
    ['1', '0'],
    ['1.0', '0.0'],
    ['ja', 'nein'],
    ['oui', 'non'],
    ['sí', 'no'],
    ['да', 'нет'],
  ])('%s / %s', async (yes, no) => {
    const spec = await understand(
      csv({ flag: (i) => (scatter(i, 3) ? yes : no), other: (i) => scatter(i, 99, 1), y }),
    );
    expect(feature(spec, 'flag')).toMatchObject({
      type: 'boolean',
      trueTokens: [yes],
      falseTokens: [no],
      example: true,
    });
  });

  it('are not any two values', async () => {
    const spec = await understand(
      csv({ a: (i) => (scatter(i, 2) ? 'yes' : 'maybe'), b: (i) => (scatter(i, 2, 1) ? 1 : 2), y }),
    );
    expect([column(spec, 'a').type, column(spec, 'b').type]).toEqual(['category', 'integer']);
  });

  it('in several spellings are recorded in all of them', async () => {
    const spec = await understand(
      csv({ flag: (i) => ['yes', 'Yes', 'NO'][scatter(i, 3)] as string, other: (i) => scatter(i, 99, 1), y }),
    );
    expect(feature(spec, 'flag')).toMatchObject({ trueTokens: ['Yes', 'yes'], falseTokens: ['NO'] });
  });
});

describe('dates', () => {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = (i: number) => ({
    y: 2020 + scatter(i, 5),
    m: 1 + scatter(i, 12, 1),
    d: 1 + scatter(i, 28, 2),
  });
  const cases: [string, (i: number) => string, string][] = [
    ['%Y-%m-%d', (i) => `${day(i).y}-${two(day(i).m)}-${two(day(i).d)}`, 'date'],
    ['%d.%m.%Y', (i) => `${two(day(i).d)}.${two(day(i).m)}.${day(i).y}`, 'date'],
    ['%d.%m.%y', (i) => `${day(i).d}.${day(i).m}.${day(i).y - 2000}`, 'date'],
    ['%m/%d/%Y', (i) => `${day(i).m}/${day(i).d}/${day(i).y}`, 'date'],
    ['%d/%m/%Y', (i) => `${two(day(i).d)}/${two(day(i).m)}/${day(i).y}`, 'date'],
    ['%Y/%m/%d', (i) => `${day(i).y}/${two(day(i).m)}/${two(day(i).d)}`, 'date'],
    [
      '%d-%b-%Y',
      (i) =>
        `${two(day(i).d)}-${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][day(i).m - 1]}-${day(i).y}`,
      'date',
    ],
    [
      '%Y-%m-%d %H:%M:%S',
      (i) =>
        `${day(i).y}-${two(day(i).m)}-${two(day(i).d)} ${two(scatter(i, 24, 3))}:${two(scatter(i, 60, 4))}:07`,
      'datetime',
    ],
    [
      '%Y-%m-%dT%H:%M:%S%z',
      (i) => `${day(i).y}-${two(day(i).m)}-${two(day(i).d)}T${two(scatter(i, 24, 3))}:00:00Z`,
      'datetime',
    ],
    [
      '%m/%d/%Y %I:%M %p',
      (i) => `${day(i).m}/${day(i).d}/${day(i).y} ${1 + scatter(i, 12, 3)}:30 PM`,
      'datetime',
    ],
  ];

  it.each(cases)('%s', async (format, write, type) => {
    const spec = await understand(
      csv({ when: (i) => `"${write(i)}"`, other: (i) => scatter(i, 99, 1), y }, 200),
    );
    expect(feature(spec, 'when')).toMatchObject({
      type,
      dateFormat: format,
      example: expect.stringMatching(/^202\d-\d\d-\d\d(T\d\d:\d\d:\d\d)?$/),
    });
    expect(column(spec, 'when').min).toMatch(/^2020-/);
    expect(column(spec, 'when').max).toMatch(/^2024-/);
    expect(codes(spec, 'when')).toEqual([]);
  });

  it('whose day and month cannot be told apart are warned of', async () => {
    const spec = await understand(
      csv({
        when: (i) => `${1 + scatter(i, 12)}/${1 + scatter(i, 12, 1)}/2024`,
        other: (i) => scatter(i, 99, 1),
        y,
      }),
    );
    expect(codes(spec, 'when')).toEqual(['ambiguous-dates']);
    expect(feature(spec, 'when')?.dateFormat).toBe('%m/%d/%Y');
  });

  it('follow another column of the table that is certain', async () => {
    const spec = await understand(
      csv({
        when: (i) => `${1 + scatter(i, 12)}/${1 + scatter(i, 12, 1)}/2024`,
        until: (i) => `${1 + scatter(i, 28)}/${1 + scatter(i, 12, 1)}/2024`,
        y,
      }),
    );
    expect(feature(spec, 'when')?.dateFormat).toBe('%d/%m/%Y');
  });

  it('written as one number need a name that says so', async () => {
    const write = (i: number) => 20240000 + 100 * (1 + scatter(i, 12)) + 10 + scatter(i, 18, 1);
    const spec = await understand(csv({ order_date: write, amount: (i) => write(i + 1000), y }));
    expect(feature(spec, 'order_date')).toMatchObject({
      type: 'date',
      dateFormat: '%Y%m%d',
      example: expect.stringMatching(/^2024-/),
    });
    expect(column(spec, 'order_date').min).toMatch(/^2024-01-/);
    expect(feature(spec, 'amount')?.type).toBe('integer');
  });

  it('in several forms are text, and that is said; ISO may vary', async () => {
    const table = csv({
      mixed: (i) => (i % 3 ? `2024-05-${10 + scatter(i, 9)}` : `${10 + scatter(i, 9)}.05.2024`),
      iso: (i) => `2024-05-1${i % 9}T10:00:00${i % 2 ? '.5' : ''}`,
      y,
    });
    const spec = await understand(table);
    expect(column(spec, 'mixed').type).toBe('category');
    expect(codes(spec, 'mixed')).toEqual(['mixed-cells']);
    expect(feature(spec, 'iso')).toMatchObject({ type: 'datetime', dateFormat: 'ISO8601' });
  });

  it('that do not exist are text, and that is said', async () => {
    const spec = await understand(
      csv({
        when: (i) => (i === 7 ? '2024-02-30' : `2024-02-${10 + scatter(i, 9)}`),
        other: (i) => scatter(i, 99, 1),
        y,
      }),
    );
    expect(column(spec, 'when').type).toBe('category');
    expect(codes(spec, 'when')).toEqual(['mixed-cells']);
  });
});

describe('identifiers, texts, categories', () => {
  it('one value a row names the row', async () => {
    const spec = await understand(
      csv(
        {
          '': (i) => i,
          order_id: (i) => 5000 + 7 * i + scatter(i, 7),
          uuid: (i) => `a${scatter(i, 1e9)}-${i}`,
          x: (i) => scatter(i, 99),
          y,
        },
        300,
      ),
    );
    for (const name of ['column_1', 'order_id', 'uuid']) {
      expect(column(spec, name)).toMatchObject({
        type: 'identifier',
        included: false,
        note: 'left out: one value a row',
      });
      expect(codes(spec, name)).toEqual(['identifier']);
    }
  });

  it('unique numbers are no identifiers', async () => {
    const spec = await understand(
      csv(
        {
          income: (i) => 20_000 + 997 * i + scatter(i, 900),
          weight: (i) => `${40 + i}.${scatter(i, 1000)}`,
          paid: (i) => 900 + 31 * i + scatter(i, 30),
          y,
        },
        60,
      ),
    );
    expect(['income', 'weight', 'paid'].map((name) => column(spec, name).type)).toEqual([
      'integer',
      'number',
      'integer',
    ]);
  });

  it('measurements that happen to differ in every row are no identifiers', async () => {
    const women = await understand(csv({ height: (i) => 58 + i, NoVacc: (i) => 90 + 7 * i, y }, 15));
    expect(women.features.map(({ column }) => column)).toEqual(['height', 'NoVacc']);
    const ranked = await understand(
      csv({ region: (i) => `r${i % 7}`, wealth: (i) => ((i * 37) % 86) + 1, y }, 86),
    );
    expect(column(ranked, 'wealth').type).toBe('integer');
  });

  it.each<[string, string, (i: number) => number]>([
    ['row names of a subset', '', (i) => 85 + 3 * i - 40 * (i % 2)],
    ['nameless decimals', '', (i) => 1962.25 + i / 4],
    ['a count of the rows', 'pair', (i) => i + 1],
    ['patients by number', 'Patient', (i) => 900 - 7 * i],
    ['shuffled numbers in the first column', 'nr of x', (i) => ((i * 37) % 86) + 1],
  ])('%s are identifiers', async (_, name, cell) => {
    const spec = await understand(csv({ [name]: cell, x: (i) => scatter(i, 9), y }, 86));
    expect(spec.columns[0]).toMatchObject({ type: 'identifier', included: false });
    const [warning] = spec.warnings.filter(({ code }) => code === 'identifier');
    expect(warning?.message.startsWith(name === '' ? 'column 1: left out' : `${name}: left out`)).toBe(true);
  });

  it('there are never more different values than rows, however they were counted', async () => {
    const ids = await understand(csv({ id: (i) => i, x: (i) => scatter(i, 9), y }, 12_000));
    const told = ids.warnings.find(({ column }) => column === 'id')?.message;
    expect(Number(/\(about ([\d,]+)\)/.exec(told ?? '')?.[1]?.replace(',', ''))).toBe(12_000);
  });

  it('up to 50 values are a closed category, more are an open one, sentences are left out', async () => {
    const spec = await understand(
      csv(
        {
          fifty: (i) => `k${i % 50}`,
          many: (i) => `k${i % 51}`,
          remark: (i) => `the customer called again about order ${i} and was not amused`,
          x: (i) => scatter(i, 99),
          y,
        },
        1000,
      ),
    );
    expect(feature(spec, 'fifty')?.categories).toHaveLength(50);
    expect(feature(spec, 'many')).toMatchObject({ type: 'category', categories: null });
    expect(column(spec, 'remark')).toMatchObject({
      type: 'text',
      included: false,
      note: 'left out: free text',
    });
  });

  it('constants and nearly empty columns are left out', async () => {
    const spec = await understand(
      csv(
        {
          same: () => 'x',
          hardly: (i) => (i % 25 ? '' : scatter(i, 9)),
          never: () => '',
          x: (i) => scatter(i, 99),
          y,
        },
        300,
      ),
    );
    expect(['same', 'hardly', 'never'].map((name) => codes(spec, name)[0])).toEqual([
      'constant',
      'mostly-empty',
      'empty',
    ]);
    expect(spec.features.map(({ column }) => column)).toEqual(['x']);
  });

  it('can be brought back, retyped and left out', async () => {
    const table = csv(
      {
        order_id: (i) => i,
        remark: (i) => `words that nobody else wrote ${i}`,
        code: (i) => scatter(i, 4),
        x: (i) => scatter(i, 99, 1),
        y,
      },
      300,
    );
    const spec = await understand(table, {
      include: ['order_id', 'remark'],
      exclude: ['x'],
      types: { code: 'category' },
    });
    expect(spec.features.map(({ column, type }) => [column, type])).toEqual([
      ['order_id', 'integer'],
      ['remark', 'text'],
      ['code', 'category'],
    ]);
    expect(feature(spec, 'code')?.categories).toEqual(['0', '1', '2', '3']);
    expect(codes(spec)).toEqual([]);
  });

  it('refuses a type that the cells do not have, and columns that do not exist', async () => {
    const table = csv({ colour: (i) => ['red', 'blue'][i % 2] as string, x: (i) => scatter(i, 99, 1), y });
    expect(await refusal(table, { types: { colour: 'number' } })).toMatchObject({
      code: 'wrong-type',
      message: expect.stringContaining('"red"'),
    });
    for (const answers of [
      { target: 'color' },
      { include: ['color'] },
      { exclude: ['color'] },
      { types: { color: 'text' as const } },
    ]) {
      expect(await refusal(table, answers)).toMatchObject({
        code: 'unknown-column',
        hint: 'Did you mean "colour"?',
        exitCode: 2,
      });
    }
  });
});

describe('personal data', () => {
  const names = ['Anna', 'Bert', 'Çem', 'Dörte', 'Émile', 'Fatma', 'Gül', 'Hans'];
  it('is recognised by cells and by names, and left out', async () => {
    const spec = await understand(
      csv(
        {
          contact: (i) => `p${i}@example.org`,
          Telefonnummer: (i) => `+49 221 ${100000 + i * 7}`,
          Vorname: (i) => `${names[scatter(i, 8)]}${String.fromCharCode(97 + scatter(i, 20, 5))}`,
          'Last Name': (i) => `${names[scatter(i, 8, 1)]}mann ${String.fromCharCode(65 + scatter(i, 26, 2))}`,
          Adresse: (i) => `Hauptstraße ${i}`,
          x: (i) => scatter(i, 99),
          y,
        },
        200,
      ),
    );
    for (const name of ['contact', 'Telefonnummer', 'Vorname', 'Last Name', 'Adresse']) {
      expect(column(spec, name), name).toMatchObject({
        included: false,
        note: expect.stringContaining('personal data'),
      });
      expect(codes(spec, name)).toEqual(['personal-data']);
    }
  });

  it('is not what only sounds like it', async () => {
    const spec = await understand(
      csv(
        {
          phone_type: (i) => ['mobile', 'home'][scatter(i, 2)] as string,
          email_opt_in: (i) => (scatter(i, 2, 1) ? 'yes' : 'no'),
          name_length: (i) => scatter(i, 30, 2),
          product_name: (i) => `Item ${scatter(i, 40, 3)}`,
          y,
        },
        300,
      ),
    );
    expect(spec.features).toHaveLength(4);
  });
});

describe('field names', () => {
  it('stay as they are where they are legal', () => {
    const names = ['bill_length_mm', 'Größe', 'x1', 'HouseAge', '年齢'];
    expect(fieldNames(names)).toEqual(names);
  });

  it('are made legal and unique', () => {
    const names = [
      '1st floor',
      'class',
      'model_config',
      'model_anything',
      '__proto__',
      '_private',
      '🙂',
      'a b',
      'a_b',
      'a-b',
      'a-b',
      'copy',
      'json',
      'schema',
      'match',
      'naïve café ☕',
      'ﬁeld',
      'cafe\u0301',
      'feature',
      'constructor',
    ];
    const fields = fieldNames(names);
    expect(new Set(fields).size).toBe(names.length);
    expect(fields.slice(0, 6)).toEqual([
      'n1st_floor',
      'class_',
      'model_config_',
      'model_anything_',
      'proto',
      'private',
    ]);
    expect(fields[6]).toBe('column_7');
    expect(fields[8]).toBe('a_b');
    for (const field of fields) {
      expect(field).toMatch(/^\p{L}[\p{L}\p{N}\p{M}_]*$/u);
      expect(field).toBe(field.normalize('NFKC'));
    }
  });

  it('do not collide with the parts of a date', () => {
    expect(fieldNames(['d', 'd__year', 'x__day'], new Set([0]))).toEqual(['d', 'd__year_', 'x__day']);
  });

  it('are found for 300 columns, duplicates and nameless ones', async () => {
    const header = Array.from({ length: 300 }, (_, i) =>
      i % 3 === 0 ? 'Wert €' : i % 3 === 1 ? '' : `c${i}`,
    );
    const rows = Array.from({ length: 30 }, (_, i) => header.map((_, k) => scatter(i, 99, k)).join(','));
    const spec = await understand([header.join(','), ...rows].join('\n'));
    expect(new Set(spec.columns.map(({ field }) => field)).size).toBe(300);
    expect(new Set(spec.columns.map(({ name }) => name)).size).toBe(300);
  });
});

describe('labels, limits, examples', () => {
  it('writes legal names out and keeps the others', () => {
    expect(labelOf('bill_length_mm', 'bill_length_mm', true)).toEqual({ label: 'Bill length', unit: 'mm' });
    expect(labelOf('Preis (€)', 'Preis', true)).toEqual({ label: 'Preis', unit: '€' });
    expect(labelOf('Weight [kg]', 'Weight_kg', true)).toEqual({ label: 'Weight', unit: 'kg' });
    expect(labelOf('HouseAge', 'HouseAge', true)).toEqual({ label: 'House age', unit: null });
    expect(labelOf('class', 'class_', false)).toEqual({ label: 'Class', unit: null });
    expect(labelOf('model_weight_kg', 'model_weight_kg_', true)).toEqual({
      label: 'Model weight',
      unit: 'kg',
    });
    expect(labelOf("'GPA'", 'GPA', true)).toEqual({ label: 'GPA', unit: null });
    expect(labelOf('1st floor', 'n1st_floor', true)).toEqual({ label: '1st floor', unit: null });
    expect(labelOf('group_m', 'group_m', false)).toEqual({ label: 'Group m', unit: null });
    expect(labelOf('temp_c', 'temp_c', true)).toEqual({ label: 'Temp', unit: '°C' });
  });

  it('proposes limits that leave room', () => {
    expect(proposeLimits({ min: 18, max: 94, median: 40 }, null)).toEqual({ minimum: 0, maximum: 170 });
    expect(proposeLimits({ min: 0.5, max: 1980, median: 34 }, null).maximum).toBeGreaterThan(4200);
    expect(proposeLimits({ min: -12.5, max: 31, median: 9 }, '°C')).toEqual({ minimum: -56, maximum: 75 });
    expect(proposeLimits({ min: 2007, max: 2009, median: 2008 }, null, true)).toEqual({
      minimum: 1900,
      maximum: 2100,
    });
    expect(proposeLimits({ min: 3, max: 3e38, median: 5 }, null).maximum).toBeLessThan(3.4e38);
  });

  it('takes examples from the data', async () => {
    const spec = await understand(
      csv(
        {
          age: (i) => 18 + (i % 77),
          wage: (i) => 1.6711431179 + i / 1000,
          near: (i) => 1000000.11 + i / 1e4,
          city: (i) => (i % 3 ? 'Köln' : 'Bonn'),
          y,
        },
        77,
      ),
    );
    expect(feature(spec, 'age')?.example).toBe(56);
    expect(feature(spec, 'wage')?.example).toBe(1.709);
    expect(feature(spec, 'near')?.example).toBeGreaterThan(1000000.1);
    expect(feature(spec, 'city')?.example).toBe('Köln');
  });
});
