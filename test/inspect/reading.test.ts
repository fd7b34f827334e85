/** How a file is written: delimiters, quotes, encodings, line ends, compression, numbers. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codes, column, csv, scatter, understand } from './write.ts';

const people = (delimiter: string) =>
  csv(
    {
      age: (i) => 20 + scatter(i, 50),
      city: (i) => ['Köln', 'Bonn', 'Ulm'][scatter(i, 3, 1)] as string,
      bought: (i) => (scatter(i, 3, 2) ? 'no' : 'yes'),
    },
    80,
    delimiter,
  );

describe('delimiters', () => {
  it.each([',', ';', '\t', '|', '^', '~', ':'])('recognises %j', async (delimiter) => {
    const spec = await understand(people(delimiter));
    expect(spec.source.delimiter).toBe(delimiter);
    expect(spec.columns.map(({ type }) => type)).toEqual(['integer', 'category', 'boolean']);
  });

  it('takes the one that a first line "sep=" declares, and skips that line', async () => {
    const { source, columns } = await understand(`sep=;\r\n${people(';').replaceAll('\n', '\r\n')}`);
    expect(source).toMatchObject({ delimiter: ';', skipLines: 1 });
    expect(columns[0]?.name).toBe('age');
  });

  it('skips titles and comments above the header', async () => {
    const { source, columns } = await understand(`# exported by hand\nSales, first half\n\n${people(';')}`);
    expect(source.skipLines).toBe(3);
    expect(columns.map(({ name }) => name)).toEqual(['age', 'city', 'bought']);
  });

  it('is not misled by decimal commas', async () => {
    const { source, columns } = await understand(
      csv({ a: (i) => `${i},5`, b: (i) => `${scatter(i, 9)},25`, y: (i) => scatter(i, 2, 3) }, 60, ';'),
    );
    expect(source).toMatchObject({ delimiter: ';', decimal: ',' });
    expect(columns.map(({ type }) => type)).toEqual(['number', 'number', 'boolean']);
  });

  it.each([';', '\t', ','])(
    'reads decimal commas in a column of mostly whole numbers (delimiter %j)',
    async (by) => {
      const some = (write: (i: number) => string) => (i: number) => (i % 4 ? `${i}` : `"${write(i)}"`);
      const columns = {
        mpg: some((i) => `${i},5`),
        kg: some((i) => `${i},25 kg`),
        y: (i: number) => scatter(i, 2, 3),
      };
      const spec = await understand(csv(columns, 60, by));
      expect(spec.source).toMatchObject({ delimiter: by, decimal: ',' });
      expect(column(spec, 'mpg')).toMatchObject({ type: 'number', min: 0.5, max: 59 });
      expect(column(spec, 'kg').type).toBe('number');
    },
  );
});

describe('quotes', () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${scatter(i, 90)},"said ""no, ${scatter(i, 5, 1)}""\nand left",${i % 3 ? 'a' : 'b'}`,
  );

  it.each(['\n', '\r\n', '\r'])(
    'may hold delimiters, doubled quotes and line breaks (line end %j)',
    async (end) => {
      const text = ['n,remark,kind', ...rows].join('\n').replaceAll('\n', end);
      const spec = await understand(text, { target: 'kind' });
      expect(spec.rows).toBe(40);
      expect(column(spec, 'remark').categories).toContain(`said "no, 0"${end}and left`);
    },
  );

  it('are part of the text where they are used as inch signs', async () => {
    const { rows, columns, source } = await understand(
      csv(
        { size: (i) => `${scatter(i, 5)}" pipe`, weight: (i) => scatter(i, 99), y: (i) => scatter(i, 2, 5) },
        60,
        '\t',
      ),
    );
    expect(rows).toBe(60);
    expect(columns[0]?.categories).toContain('3" pipe');
    expect(source.delimiter).toBe('\t');
  });

  it('that begin a cell and never close are read as text where that explains the rows', async () => {
    const { rows, source } = await understand(
      csv({
        size: (i) => (i === 30 ? '"open' : 'closed'),
        weight: (i) => scatter(i, 99),
        y: (i) => scatter(i, 2, 5),
      }),
    );
    expect({ rows, quote: source.quote }).toEqual({ rows: 60, quote: '' });
  });
});

describe('encodings', () => {
  const text = people(',');
  const utf16 = Buffer.from(text, 'utf16le');
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['windows-1252', Buffer.from(text, 'latin1')],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
  ])('recognises %s', async (encoding, bytes) => {
    for (const content of [bytes, gzipSync(bytes)]) {
      const spec = await understand(content);
      expect(spec.source.encoding).toBe(encoding);
      expect(spec.columns.map(({ name }) => name)).toEqual(['age', 'city', 'bought']);
      expect(column(spec, 'city').categories).toEqual(['Bonn', 'Köln', 'Ulm']);
    }
  });

  it('notices windows-1252 even where the first umlaut comes late', async () => {
    const late = csv(
      { n: (i) => i % 100, city: (i) => (i > 60_000 ? 'Köln' : 'Bonn'), price: (i) => `${scatter(i, 100)}€` },
      70_000,
    );
    const spec = await understand(Buffer.from(late.replaceAll('€', '\x80'), 'latin1'));
    expect(spec.source.encoding).toBe('windows-1252');
    expect(column(spec, 'city').categories).toEqual(['Bonn', 'Köln']);
    expect(column(spec, 'price').type).toBe('integer');
  });

  it('keeps UTF-8 with a damaged character, and says so', async () => {
    const spec = await understand(
      Buffer.concat([Buffer.from(text), Buffer.from('30,K'), Buffer.from([0xff]), Buffer.from('ln,no\n')]),
    );
    expect(spec.source.encoding).toBe('utf-8');
    expect(codes(spec)).toContain('damaged-text');
  });

  it('reads characters that lie across two pieces of the file', async () => {
    const spec = await understand(
      `x,word,y\n${Array.from({ length: 60_000 }, (_, i) => `${i % 77},🙂ü€,${i % 2}`).join('\n')}`,
    );
    expect(column(spec, 'word').categories).toEqual(['🙂ü€']);
  });
});

describe('compression', () => {
  it('reads gzip by content, not by name', async () => {
    const spec = await understand(gzipSync(people(';')), {}, 'table.csv');
    expect(spec.source).toMatchObject({ compression: 'gzip', delimiter: ';' });
    expect(spec.rows).toBe(80);
  });

  it('reads several gzip members', async () => {
    const text = people(',');
    const half = text.indexOf('\n', text.length / 2) + 1;
    const spec = await understand(Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]));
    expect(spec.rows).toBe(80);
  });
});

describe('line ends and blank lines', () => {
  it.each(['\n', '\r\n', '\r'])('ends lines with %j', async (end) => {
    const spec = await understand(people(',').replaceAll('\n', end));
    expect(spec.rows).toBe(80);
    expect(column(spec, 'bought').categories).toEqual(['no', 'yes']);
  });

  it('does not count blank lines, nor rows of delimiters only', async () => {
    const { rows, warnings } = await understand(`${people(',')}\n\n,,\n  \n,,\n`);
    expect(rows).toBe(80);
    expect(warnings.map(({ code }) => code)).not.toContain('ragged-rows');
  });

  it('takes a delimiter at the end of every line for what it is', async () => {
    const tails = people(',').replaceAll('\n', ',\n');
    expect((await understand(tails)).columns.filter(({ included }) => included)).toHaveLength(2);
    const [header, ...rows] = people(',').split('\n');
    expect((await understand([header, ...rows.map((row) => row && `${row},`)].join('\n'))).rows).toBe(80);
    expect((await understand([`${header},`, ...rows].join('\n'))).columns).toHaveLength(3);
  });
});

describe('numbers', () => {
  const amounts = (write: (value: number) => string) =>
    csv({
      amount: (i) => `"${write(1000 + scatter(i, 9_000_000) / 100)}"`,
      small: (i) => `"${write(scatter(i, 300, 1) / 100)}"`,
      y: (i) => (scatter(i, 2, 2) ? 'a' : 'b'),
    });
  const grouped = (thousands: string, decimal: string) => (value: number) => {
    const [whole, part] = value.toFixed(2).split('.') as [string, string];
    return whole.replace(/\B(?=(\d{3})+$)/g, thousands) + decimal + part;
  };

  it.each([
    ['.', ',', ','],
    [',', '.', '.'],
    [',', ' ', ' '],
    [',', ' ', '\u00a0'],
    [',', ' ', '\u202f'],
    ['.', "'", "'"],
    ['.', "'", '’'],
    ['.', '', ''],
    [',', '', ''],
  ])('reads decimal %j with thousands %j written %j', async (decimal, thousands, written) => {
    const spec = await understand(amounts(grouped(written, decimal)));
    expect(spec.source).toMatchObject({ decimal, thousands });
    expect(column(spec, 'amount')).toMatchObject({ type: 'number' });
    expect(column(spec, 'amount').max).toBeGreaterThan(50_000);
    expect(column(spec, 'small').max).toBeLessThan(3);
    expect(codes(spec)).not.toContain('ambiguous-number');
  });

  it('says so where a sign could separate thousands or decimals', async () => {
    const spec = await understand(
      csv(
        { amount: (i) => `${1 + scatter(i, 9)}.${100 + scatter(i, 900)}`, y: (i) => scatter(i, 2, 1) },
        60,
        ';',
      ),
    );
    expect(codes(spec, 'amount')).toContain('ambiguous-number');
    const usual = await understand(
      csv({ amount: (i) => `${1 + scatter(i, 9)}.${100 + scatter(i, 900)}`, y: (i) => scatter(i, 2, 1) }),
    );
    expect(codes(usual, 'amount')).toEqual([]);
  });

  it('keeps what is no number as text: leading zeros, too many digits', async () => {
    const spec = await understand(
      csv(
        {
          zip: (i) => `0${1000 + scatter(i, 30)}`,
          account: (i) => `1234567890123456${scatter(i, 9)}000`,
          mixed: (i) => (i === 9 ? '007' : 100 + scatter(i, 9)),
          y: (i) => scatter(i, 2, 1),
        },
        200,
      ),
    );
    expect(column(spec, 'zip')).toMatchObject({ type: 'category', min: null });
    expect(column(spec, 'zip').categories?.[0]).toMatch(/^0/);
    expect(column(spec, 'account').type).toBe('category');
    expect(column(spec, 'mixed').type).toBe('category');
  });

  it('knows exponents, percent and currency signs, infinity', async () => {
    const spec = await understand(
      csv({
        tiny: (i) => `${1 + scatter(i, 9)}e-5`,
        share: (i) => `${scatter(i, 100)} %`,
        price: (i) => `€${scatter(i, 99)}.50`,
        endless: (i) => (i === 3 ? 'inf' : i === 4 ? '-Infinity' : scatter(i, 40)),
        y: (i) => scatter(i, 2, 1),
      }),
    );
    expect(column(spec, 'tiny')).toMatchObject({ type: 'number', min: 1e-5 });
    expect(spec.features.find(({ column }) => column === 'share')).toMatchObject({
      type: 'integer',
      unit: '%',
      limits: { minimum: 0, maximum: 100 },
    });
    expect(spec.features.find(({ column }) => column === 'price')).toMatchObject({
      type: 'number',
      unit: '€',
    });
    expect(column(spec, 'endless')).toMatchObject({ type: 'integer', missing: 2 });
    expect(spec.source.missing).toEqual(expect.arrayContaining(['inf', '-Infinity']));
    expect(spec.source.signs).toEqual(['%', '€']);
  });
});

describe('missing cells', () => {
  it('counts every spelling of missing, trimmed, in any case', async () => {
    const tokens = ['NA', ' n/a ', 'NaN', 'null', 'NONE', '-', '?', '#N/A', '.', ''];
    const spec = await understand(
      csv({
        x: (i) => tokens[i] ?? scatter(i, 50),
        word: (i) => tokens[i] ?? ['a', 'b', 'c'][scatter(i, 3)] ?? '',
        y: (i) => scatter(i, 2, 1),
      }),
    );
    expect(column(spec, 'x')).toMatchObject({ type: 'integer', missing: 10 });
    expect(column(spec, 'word')).toMatchObject({
      type: 'category',
      missing: 10,
      categories: ['a', 'b', 'c'],
    });
    expect(spec.features.every(({ nullable }) => nullable)).toBe(true);
  });

  it('takes a word in the place of a number for missing, and records it for training', async () => {
    const spec = await understand(
      csv({ x: (i) => (i % 10 === 0 ? 'unknown' : scatter(i, 50)), y: (i) => scatter(i, 2, 1) }),
    );
    expect(column(spec, 'x')).toMatchObject({ type: 'integer', missing: 6 });
    expect(spec.source.missing).toContain('unknown');
    expect(codes(spec, 'x')).toContain('words-among-numbers');
  });
});
