/** Whatever stands in a cell is understood as its writer meant it: by inspection, and by training and the API alike. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Feature, FeatureType, TabularDraft, TabularSpec } from '../../generators/spec.ts';
import { cellsFile, tableRows } from '../../generators/tree/data.ts';
import { TRAINING_PYTHON } from './python.ts';
import { codes, column, refusal, scatter, understand } from './write.ts';

type Value = string | number | boolean | null;

interface Case {
  /** The column's name, if it matters. */
  name?: string;
  /** Cell → what it means. */
  means: Record<string, Value> | [string, Value][];
  type: FeatureType;
  codes?: string[];
  feature?: Partial<Feature>;
  answers?: Parameters<typeof understand>[1];
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** A table of 120 rows whose column holds these cells again and again, beside a number and a target. */
function tableOf(name: string, cells: string[], more: [string, string[]][] = []): string {
  const columns: [string, string[]][] = [[name, cells], ...more];
  const header = [...columns.map(([one]) => quoted(one)), 'other', 'y'].join(',');
  const rows = Array.from({ length: 120 }, (_, i) =>
    [
      ...columns.map(([, list]) => quoted(list[i % list.length] as string)),
      `${scatter(i, 997, 1)}`,
      scatter(i, 2, 99) ? 'up' : 'down',
    ].join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

const featureOf = (spec: TabularDraft, name: string) => spec.features.find((one) => one.column === name);

/** Many numbers in one style, so that the column is no list of few categories. */
const numbers = (write: (value: number) => string, value: (i: number) => number): [string, Value][] =>
  Array.from({ length: 40 }, (_, i) => [write(value(i)), value(i)]);

const german = (value: number, digits = 2) =>
  value.toLocaleString('de-DE', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const english = (value: number, digits = 2) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const indian = (value: number) => value.toLocaleString('en-IN');

const CASES: Record<string, Case> = {
  'a unit after numbers': {
    means: numbers(
      (v) => `${v} kg`,
      (i) => 10 + 3 * i,
    ),
    type: 'integer',
    feature: { unit: 'kg', format: { decimal: '.', thousands: '', signs: ['kg'] } },
  },
  'thousands and millions as letters': {
    means: numbers(
      (v) => (v < 1e6 ? `$${v / 1e3}K` : `$${v / 1e6}M`),
      (i) => 500_000 * (i + 1),
    ),
    type: 'number',
    feature: {
      unit: '$',
      format: { decimal: '.', thousands: '', signs: ['$', 'K', 'M'], magnitudes: { K: 1e3, M: 1e6 } },
    },
  },
  'some numbers in thousands': {
    means: numbers(
      (v) => (v < 1000 ? `${v}` : `${v / 1000}k`),
      (i) => 300 * (i + 1),
    ),
    type: 'number',
  },
  'millions as a word, and money': {
    means: numbers(
      (v) => `${german(v / 1e6, 1)} Mio. €`,
      (i) => 100_000 * (i + 3),
    ),
    type: 'number',
    feature: { unit: '€' },
  },
  'prices without cents': {
    means: numbers(
      (v) => (v % 1 ? german(v) : `${v},-`),
      (i) => (i % 2 ? i : i + 0.95),
    ),
    type: 'number',
  },
  'prices without cents, and money': {
    means: numbers(
      (v) => `${v}.– CHF`,
      (i) => 3 * i + 5,
    ),
    type: 'integer',
    feature: { unit: 'CHF' },
  },
  'kelvin is no thousand': {
    means: Object.fromEntries(['270 K', '275 K', '281 K', '290 K'].map((cell) => [cell, cell])),
    type: 'category',
  },
  'roubles and spaces': {
    means: numbers(
      (v) => `${german(v).replace('.', '\u00a0')} руб.`,
      (i) => 950.5 + 20 * i,
    ),
    type: 'number',
    feature: { unit: '₽' },
  },
  'a unit before numbers': {
    means: numbers(
      (v) => `kg ${v}`,
      (i) => 10 + 3 * i,
    ),
    type: 'integer',
    feature: { unit: 'kg' },
  },
  'a unit in some of the cells only': {
    means: numbers(
      (v) => (v % 2 ? `${v} kg` : `${v}`),
      (i) => 10 + 3 * i,
    ),
    type: 'integer',
  },
  'one unit in several spellings': {
    means: [
      ...numbers(
        (v) => `${v} kg`,
        (i) => 10 + i,
      ),
      ...numbers(
        (v) => `${v} KG`,
        (i) => 80 + i,
      ),
    ],
    type: 'integer',
    feature: { unit: 'kg' },
  },
  'euros as Germans write them': {
    means: numbers(
      (v) => `€ ${german(v)}`,
      (i) => 1200.5 + 991 * i,
    ),
    type: 'number',
    feature: { unit: '€' },
  },
  'euros after the number': {
    means: numbers(
      (v) => `${german(v)} EUR`,
      (i) => 200.5 + 991 * i,
    ),
    type: 'number',
    feature: { unit: '€' },
  },
  'dollars with a code after them': {
    means: numbers(
      (v) => `$${english(v)} USD`,
      (i) => 1200.5 + 991 * i,
    ),
    type: 'number',
    feature: { unit: '$' },
  },
  'rupees with a point after their sign': {
    means: numbers(
      (v) => `Rs. ${v}`,
      (i) => 500 + 100 * i,
    ),
    type: 'integer',
    feature: { unit: '₹' },
  },
  'shares in per cent': {
    means: numbers(
      (v) => `${v} %`,
      (i) => 5 + 2 * i,
    ),
    type: 'integer',
    feature: { unit: '%', limits: { minimum: 0, maximum: 100 } },
  },
  'negative dollars': {
    means: [
      ...numbers(
        (v) => `$-${-v}`,
        (i) => -5 - i,
      ),
      ...numbers(
        (v) => `-$${-v}`,
        (i) => -205 - i,
      ),
      ['$7', 7],
    ],
    type: 'integer',
  },
  "accounting's brackets": {
    means: [
      ...numbers(
        (v) => `(${english(-v)})`,
        (i) => -1200.5 - 37 * i,
      ),
      ...numbers(
        (v) => english(v),
        (i) => 5000.5 + 41 * i,
      ),
    ],
    type: 'number',
  },
  'lakhs and crores': { means: numbers(indian, (i) => 100_000 + 7_654_321 * i), type: 'integer' },
  'minus zero': { means: [['-0', 0], ...numbers(String, (i) => i + 0.5)], type: 'number' },
  'a unit in the header': {
    name: 'weight (kg)',
    means: numbers(String, (i) => 10.5 + i),
    type: 'number',
    feature: { unit: 'kg', label: 'weight', format: null },
  },
  'a few words among numbers': {
    means: [...numbers(String, (i) => 10.5 + i), ...numbers(String, (i) => 110.5 + i), ['unknown', null]],
    type: 'number',
    codes: ['words-among-numbers'],
  },
  'a word among dates': {
    means: [
      ...Array.from({ length: 28 }, (_, i): [string, Value] => [
        `${i + 1}.11.2024`,
        `2024-11-${String(i + 1).padStart(2, '0')}`,
      ]),
      ['open', null],
    ],
    type: 'date',
    codes: ['words-among-numbers'],
  },
  'spellings that differ by case and blanks': {
    means: [
      ...['female', 'female', 'Female', 'FEMALE '].map((cell): [string, Value] => [cell, 'female']),
      ...['do not say', 'do  not say', 'do not say'].map((cell): [string, Value] => [cell, 'do not say']),
      ['male', 'male'],
    ],
    type: 'category',
    codes: ['spellings'],
  },
  'leading zeros': {
    name: 'plz',
    means: { '01067': '01067', '50667': '50667', '00123': '00123' },
    type: 'category',
  },
};

const BOOLEANS: [string, string][] = [
  ['yes', 'no'],
  ['Y', 'N'],
  ['ja', 'nein'],
  ['oui', 'non'],
  ['sí', 'no'],
  ['si', 'no'],
  ['sim', 'não'],
  ['да', 'нет'],
  ['是', '否'],
  ['はい', 'いいえ'],
  ['evet', 'hayır'],
  ['tak', 'nie'],
  ['ja', 'nee'],
  ['T', 'F'],
  ['true', 'false'],
  ['WAHR', 'FALSCH'],
  ['vrai', 'faux'],
  ['1', '0'],
  ['1.0', '0.0'],
  ['on', 'off'],
];
for (const [yes, no] of BOOLEANS)
  CASES[`${yes} and ${no}`] = { means: { [yes]: true, [no]: false, '': null }, type: 'boolean' };
CASES['a tick or nothing'] = {
  means: { x: true, '': false, X: true },
  type: 'boolean',
  feature: { nullable: false },
};
CASES['yes and no in the words of several people'] = {
  means: { yes: true, Y: true, 1: true, no: false, N: false, FALSE: false },
  type: 'boolean',
};

/** The second of every month, in words of a language. */
const inWords = (write: (month: string) => string, months: string): [string, Value][] =>
  months.split(' ').map((month, i) => [write(month), `2024-${String(i + 1).padStart(2, '0')}-02`]);
const days = (write: (y: number, m: number, d: number) => string): [string, Value][] =>
  Array.from({ length: 28 }, (_, i) => {
    const [y, m, d] = [2020 + (i % 5), 1 + (i % 12), i + 1];
    return [write(y, m, d), `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`];
  });
const two = (value: number) => String(value).padStart(2, '0');

/** The day of a year, counted from the 1st of January, as ISO text. */
const dayAfter = (year: number, day: number) => new Date(Date.UTC(year, 0, day)).toISOString().slice(0, 10);

const DATES: Record<string, [string, Value][]> = {
  '%Y-%m-%d': days((y, m, d) => `${y}-${two(m)}-${two(d)}`),
  '%d.%m.%Y': days((y, m, d) => `${two(d)}.${two(m)}.${y}`),
  '%d/%m/%y': days((y, m, d) => `${d}/${m}/${y - 2000}`),
  '%m/%d/%Y': days((y, m, d) => `${two(m)}/${two(d)}/${y}`),
  '%Y/%m/%d': days((y, m, d) => `${y}/${two(m)}/${two(d)}`),
  '%Y%m%d': days((y, m, d) => `${y}${two(m)}${two(d)}`),
  '%d %b %Y': inWords((m) => `2 ${m} 2024`, 'Jan Feb March Apr May Jun Jul Aug Sept Oct Nov December'),
  '%b %d, %Y': inWords((m) => `${m} 2, 2024`, 'Jan Feb Mar Apr May June July Aug Sep Oct Nov Dec'),
  '%d-%b-%Y': inWords((m) => `02-${m}-2024`, 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
  '%d. %b %Y': inWords(
    (m) => `2. ${m} 2024`,
    'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
  ),
  'French %d %b %Y': inWords(
    (m) => `2 ${m} 2024`,
    'janvier févr. mars avril mai juin juillet août septembre octobre novembre décembre',
  ),
  '%d de %b de %Y': inWords(
    (m) => `2 de ${m} de 2024`,
    'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  ),
  'Italian %d %b %Y': inWords(
    (m) => `2 ${m} 2024`,
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  ),
  'Portuguese %d de %b de %Y': inWords(
    (m) => `2 de ${m} de 2024`,
    'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
  ),
  'Dutch %d %b %Y': inWords(
    (m) => `2 ${m} 2024`,
    'januari februari maart april mei juni juli augustus september oktober november december',
  ),
  '%Y年%m月%d日': days((y, m, d) => `${y}年${m}月${d}日`),
  '%Y년 %m월 %d일': days((y, m, d) => `${y}년 ${m}월 ${d}일`),
  '%Y-%m': Array.from({ length: 12 }, (_, i) => [`2015-${two(i + 1)}`, `2015-${two(i + 1)}-01`]),
  '%G-W%V': [
    ['2020-W53', '2020-12-28'],
    ...Array.from({ length: 52 }, (_, i): [string, Value] => [
      `2024-W${two(i + 1)}`,
      dayAfter(2024, 1 + 7 * i),
    ]),
  ],
  '%GW%V%u': Array.from({ length: 7 }, (_, i) => [`2026W01${i + 1}`, dayAfter(2026, i - 2)]),
  excel: Array.from({ length: 30 }, (_, i) => [String(45_292 + i), `2024-01-${two(i + 1)}`]),
};
for (const [name, means] of Object.entries(DATES)) {
  const dateFormat = name.replace(/^[A-Z][a-z]+ /, '');
  CASES[`days as ${name}`] = { name: 'order_date', means, type: 'date', feature: { dateFormat } };
}

/** One moment an hour. */
const hours = (write: (hour: number) => string): [string, Value][] =>
  Array.from({ length: 24 }, (_, hour) => [write(hour), `2024-11-02T${two(hour)}:30:00`]);

Object.assign(CASES, {
  'moments in twelve hours': {
    means: hours((h) => `11/02/2024 ${h % 12 || 12}:30 ${h < 12 ? 'AM' : 'PM'}`).concat([
      ['11/22/2024 1:30 PM', '2024-11-22T13:30:00'],
    ]),
    type: 'datetime',
    feature: { dateFormat: '%m/%d/%Y %I:%M %p' },
  },
  'moments as they are written in French': {
    means: hours((h) => `02/11/2024 à ${two(h)}h30`).concat([['22/11/2024 à 9h30', '2024-11-22T09:30:00']]),
    type: 'datetime',
    feature: { dateFormat: '%d/%m/%Y à %Hh%M' },
  },
  'moments of one zone, as they are written': {
    means: hours((h) => `2024-11-02T${two(h)}:30:00+02:00`),
    type: 'datetime',
    feature: { dateFormat: '%Y-%m-%dT%H:%M:%S%z', description: null },
  },
  'moments of several zones, in UTC': {
    means: [
      ['2024-11-02T10:00:00+02:00', '2024-11-02T08:00:00'],
      ['2024-11-02T10:00:00-05:00', '2024-11-02T15:00:00'],
      ['2024-11-02T23:00:00Z', '2024-11-02T23:00:00'],
      ['2024-11-02T23:00:00-0130', '2024-11-03T00:30:00'],
    ],
    type: 'datetime',
    codes: ['time-zones'],
    feature: { description: 'Time in UTC.' },
  },
  'seconds since 1970': {
    name: 'created_at',
    means: hours((h) => String(Date.UTC(2024, 10, 2, h, 30) / 1000)),
    type: 'datetime',
    feature: { dateFormat: 'unix' },
  },
  'milliseconds since 1970': {
    name: 'timestamp',
    means: hours((h) => String(Date.UTC(2024, 10, 2, h, 30))),
    type: 'datetime',
    feature: { dateFormat: 'unix-ms' },
  },
  "Excel's days with a time": {
    name: 'date',
    means: Array.from(
      { length: 24 },
      (_, h) => [String(45_598 + h / 24), `2024-11-02T${two(h)}:00:00`] as [string, Value],
    ),
    type: 'datetime',
    feature: { dateFormat: 'excel' },
  },
  'days whose order nobody can tell': {
    means: { '11/02/2024': '2024-11-02', '3/4/2024': '2024-03-04' },
    type: 'date',
    codes: ['ambiguous-dates'],
    feature: { dateFormat: '%m/%d/%Y' },
  },
  'days whose order was said': {
    means: { '11/02/2024': '2024-02-11', '3/4/2024': '2024-04-03' },
    type: 'date',
    feature: { dateFormat: '%d/%m/%Y' },
    answers: { dateOrder: 'dmy' },
  },
  'days that begin with a short year': {
    means: days((y, m, d) => `${y - 2000}-${two(m)}-${two(d)}`),
    type: 'date',
    answers: { dateOrder: 'ymd' },
    feature: { dateFormat: '%y-%m-%d' },
  },
} satisfies Record<string, Case>);

/** What training and the API make of cells. */
function inPython(spec: TabularDraft, feature: Feature, texts: string[]): { values: Value[]; bad: string[] } {
  const { column: name, type, categories } = feature;
  const told = {
    cells: cellsFile(tableRows(spec as TabularSpec), spec.split),
    name,
    type,
    categories,
    texts,
  };
  const { stdout, stderr } = spawnSync(TRAINING_PYTHON, ['test/inspect/training/cells.py'], {
    input: `${JSON.stringify(told)}\n`,
    encoding: 'utf8',
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a column is understood, and read so', () => {
  it.each(Object.entries(CASES))('%s', async (_, told) => {
    const name = told.name ?? 'x';
    const means = Array.isArray(told.means) ? told.means : Object.entries(told.means);
    const cells = means.map(([cell]) => cell);
    const spec = await understand(tableOf(name, cells), { target: 'y', ...told.answers });
    const feature = featureOf(spec, name) as Feature;
    expect(feature, JSON.stringify(column(spec, name))).toMatchObject({ type: told.type, ...told.feature });
    expect(codes(spec, name)).toEqual(told.codes ?? []);
    expect(inPython(spec, feature, cells)).toEqual({ values: means.map(([, value]) => value), bad: [] });
  });
});

describe('columns that are written in ways of their own', () => {
  it('each have their decimal sign', async () => {
    const comma = numbers(
      (v) => german(v, 1),
      (i) => 1200.5 + 991 * i,
    );
    const point = numbers(
      (v) => `${english(v, 1)} kg`,
      (i) => 1000.5 + 701 * i,
    );
    const text = tableOf(
      'a',
      comma.map(([cell]) => cell),
      [['b', point.map(([cell]) => cell)]],
    );
    const spec = await understand(text, { target: 'y' });
    const [a, b] = [featureOf(spec, 'a') as Feature, featureOf(spec, 'b') as Feature];
    expect([a.type, b.type, b.unit]).toEqual(['number', 'number', 'kg']);
    expect(a.format ?? spec.source).toMatchObject({ decimal: ',', thousands: '.' });
    expect(b.format ?? spec.source).toMatchObject({ decimal: '.', thousands: ',' });
    for (const [feature, cells] of [
      [a, comma],
      [b, point],
    ] as const) {
      expect(
        inPython(
          spec,
          feature,
          cells.map(([cell]) => cell),
        ),
      ).toEqual({ values: cells.map(([, value]) => value), bad: [] });
    }
  });

  it('a unit of another column is no number in this one', async () => {
    const spec = await understand(tableOf('a', ['5 kg', '7 kg'], [['b', ['3 cm', '4 cm']]]), { target: 'y' });
    expect(inPython(spec, featureOf(spec, 'a') as Feature, ['5 cm', '5 g', '6 kg', '6'])).toEqual({
      values: [null, null, 6, 6],
      bad: ['5 cm', '5 g'],
    });
  });
});

describe('what cannot be learned from says so', () => {
  const cells = (write: (i: number) => string) => Array.from({ length: 120 }, (_, i) => write(i));

  it('numbers of several units are no numbers', async () => {
    const spec = await understand(
      tableOf(
        'x',
        cells((i) => (i % 3 ? `${i} kg` : `${i} g`)),
      ),
      { target: 'y' },
    );
    expect(featureOf(spec, 'x')).toBeUndefined();
    const [warning] = spec.warnings.filter(({ code }) => code === 'mixed-units');
    expect(warning?.message).toMatch(/^x: its numbers are of several units \(g, kg\)/);
  });

  it.each<[string, string, (i: number) => string, string, string]>([
    ['JSON', 'x', (i) => `{"a": [${i % 7}]}`, 'text', 'json'],
    ['a number of 20 digits', 'x', (i) => `1234567890123456${1000 + i}`, 'identifier', 'identifier'],
    ['free text', 'x', (i) => `she said that it was the ${i}th time and left`, 'text', 'text'],
    ['one value', 'x', () => 'same', 'category', 'constant'],
    ['nothing', 'x', () => '', 'text', 'empty'],
  ])('%s', async (_, name, write, _type, code) => {
    const spec = await understand(tableOf(name, cells(write)), { target: 'y' });
    expect(column(spec, name).note).toMatch(/^left out: /);
    expect(featureOf(spec, name)).toBeUndefined();
    if (code !== 'text') expect(codes(spec, name)).toEqual([code]);
  });

  it.each([
    ['text', (i: number) => `order-${i}x`],
    ['numbers', (i: number) => `${5000 + 7 * i}`],
  ])('a target that names the rows is refused: %s', async (_, write) => {
    const error = await refusal(tableOf('order_id', cells(write)), { target: 'order_id' });
    expect(error).toMatchObject({ code: 'target-identifier', exitCode: 2 });
    expect(error.message).toMatch(/"order_id" .* names rows/);
  });
});

describe('years, quarters, seasons and versions are no days', () => {
  it.each([
    ['year', (i: number) => String(2000 + (i % 20)), 'integer'],
    ['quarter', (i: number) => `2015Q${1 + (i % 4)}`, 'category'],
    ['season', (i: number) => `20${two(i % 9)}-${two((i % 9) + 1)}`, 'category'],
    ['size', (i: number) => `1.2${'k'.repeat(i % 2)}`, 'category'],
    ['score', (i: number) => String(45_000 + scatter(i, 999)), 'integer'],
  ])('%s', async (name, write, type) => {
    const cells = Array.from({ length: 120 }, (_, i) => write(i));
    expect(column(await understand(tableOf(name, cells), { target: 'y' }), name).type).toBe(type);
  });
});

describe('many of them', () => {
  it('2,000 columns', async () => {
    const header = Array.from({ length: 2000 }, (_, i) => `c${i}`).join(',');
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${Array.from({ length: 1999 }, (_, k) => scatter(i, 99, k)).join(',')},${scatter(i, 2)}`,
    );
    const spec = await understand(`${[header, ...rows].join('\n')}\n`, { target: 'c1999' });
    expect(spec.features.length).toBeGreaterThan(1900);
  });

  it('1,000 classes, if they are asked for', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${scatter(i, 99, 1)},c${i % 1000}`);
    const spec = await understand(`x,y\n${rows.join('\n')}\n`, { target: 'y' });
    expect(spec.target?.classes).toHaveLength(1000);
  });

  it('5,000 categories, which any other may join', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `${scatter(i, 99, 1)},k${i % 5000},${scatter(i, 2, 5)}`,
    );
    const spec = await understand(`x,city,y\n${rows.join('\n')}\n`, { target: 'y' });
    expect(featureOf(spec, 'city')).toMatchObject({ type: 'category', categories: null });
  });
});
