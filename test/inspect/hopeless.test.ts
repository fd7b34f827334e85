/** Input that nothing can be learned from: refused with what is wrong and what to do. Never a crash. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../generators/errors.ts';
import { deriveSpec, profileTable, requireTarget } from '../../generators/inspect/table.ts';
import { damage } from './damage.ts';
import { csv, refusal, scatter, understand, write } from './write.ts';

const fine = csv(
  { x: (i) => scatter(i, 99), w: (i) => scatter(i, 50, 2) / 10, y: (i) => (scatter(i, 2, 1) ? 'a' : 'b') },
  100,
);
const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('refused', () => {
  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['an empty file', '', 'empty', /is empty/],
    ['blank lines', '\n \n\n', 'empty', /blank lines/],
    ['an empty gzip', gzipSync(''), 'empty', /is empty/],
    ['a header only', 'a,b,c\n', 'no-rows', /no rows/],
    ['a header without a line end', 'a,b,c', 'no-rows', /no rows/],
    ['one column', 'a\n1\n2\n3\n', 'one-column', /one column only/],
    [
      'columns set with spaces',
      `  age   height\n${'   41    172.5\n    7      118\n'.repeat(20)}`,
      'one-column',
      /one column only: "age {3}height"/,
    ],
    [
      'a zip archive',
      Buffer.concat([bytes('PK\x03\x04'), deflateRawSync(fine)]),
      'broken-workbook',
      /damaged Excel workbook/,
    ],
    ['a picture', bytes('\x89PNG\r\n\x1a\n\x00\x00'), 'not-a-table', /PNG/],
    ['damaged Parquet', bytes('PAR1\x15\x04'), 'broken-parquet', /damaged Parquet/],
    ['a pickle', bytes('\x80\x04\x95\x10\x00'), 'not-a-table', /pickle/],
    ['an SQLite database', bytes('SQLite format 3\x00'), 'not-a-table', /SQLite/],
    [
      'other bytes',
      Buffer.from(Array.from({ length: 3000 }, (_, i) => scatter(i, 256))),
      'not-a-table',
      /binary/,
    ],
    ['a web page', '<!DOCTYPE html>\n<html><body>Sign in, please</body></html>', 'not-a-table', /web page/],
    ['JSON without a table', '{"a": 1, "b": {"c": 2}}', 'not-a-table', /JSON/],
    ['a list of numbers', '[[1, 2], [3, 4]]', 'not-a-table', /JSON/],
    ['JSON that breaks off', '[{"a": 1, "b": 2},\n {"a": 2,', 'broken-json', /breaks off/],
    ['XML', '<?xml version="1.0"?><rows><row a="1"/></rows>', 'not-a-table', /XML/],
    ['a damaged gzip', gzipSync(fine).subarray(0, 100), 'broken-gzip', /damaged or incomplete/],
    [
      'a quote that never closes',
      `${fine}${'1,"2, 5",a\n'.repeat(300)}1,"2, 5,a\n${'1,2,a\n'.repeat(9)}`,
      'unclosed-quote',
      /never closed/,
    ],
    ['a row without end', `a,b\n${'x'.repeat(9e6)},1\n`, 'endless-row', /longer than/],
    [
      'prose',
      'It was a dark and stormy night.\nThe rain fell, in torrents, except\nwhen it was checked, by a gust\n',
      'ragged-rows',
      /cells that the header has/,
    ],
  ])('%s', async (_, content, code, message) => {
    const error = await refusal(content);
    expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
    expect(error.hint).toBeTruthy();
  });

  it('a folder, a missing file, one that may not be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tables '));
    writeFileSync(join(folder, 'orders.csv'), fine);
    const open = (path: string) =>
      profileTable(path).then(
        () => null,
        (error) => error,
      );
    expect(await open(mkdtempSync(join(tmpdir(), 'none ')))).toMatchObject({ code: 'no-tables' });
    expect(await open(join(folder, '*.tsv'))).toMatchObject({ code: 'source-missing' });
    expect(await open(join(folder, 'order.csv'))).toMatchObject({
      code: 'source-missing',
      hint: 'Did you mean orders.csv?',
    });
    expect(await open(join(folder, 'no', 'such.csv'))).toMatchObject({ code: 'source-missing' });
    chmodSync(join(folder, 'orders.csv'), 0o000);
    if (process.getuid?.() !== 0)
      expect(await open(join(folder, 'orders.csv'))).toMatchObject({ code: 'source-unreadable' });
    expect(dirname(folder)).toBe(tmpdir());
  });

  it('too few rows, one class, an empty target, no column left', async () => {
    const table = csv({
      x: (i) => scatter(i, 99),
      one: () => 'same',
      none: () => '',
      id: (i) => i,
      y: (i) => (scatter(i, 2, 1) ? 'a' : 'b'),
    });
    expect(
      await refusal(csv({ x: (i) => scatter(i, 99), y: (i) => i % 2 }, 9), { target: 'y' }),
    ).toMatchObject({ code: 'too-few-rows' });
    expect(await refusal(table, { target: 'one' })).toMatchObject({
      code: 'target-constant',
      message: expect.stringContaining('"same"'),
    });
    expect(await refusal(table, { target: 'none' })).toMatchObject({ code: 'target-empty' });
    const nothingLeft = await understand(table, { target: 'y', exclude: ['x'] });
    expect(() => requireTarget(nothingLeft)).toThrowError(expect.objectContaining({ code: 'no-features' }));
    expect(await refusal(table, { target: 'y', exclude: ['y'] })).toMatchObject({ code: 'target-excluded' });
    expect(await refusal(table, { target: 'y', include: ['none'] })).toMatchObject({ code: 'empty-column' });
  });
});

describe('ragged rows', () => {
  const lines = csv(
    { x: (i) => scatter(i, 99), w: (i) => scatter(i, 50, 2), y: (i) => (scatter(i, 2, 1) ? 'a' : 'b') },
    300,
  )
    .trimEnd()
    .split('\n');

  it('up to 1 % are counted, named by their line and left out', async () => {
    const spec = await understand(lines.with(7, '1,2').with(120, '1,2,a,b').join('\n'));
    expect(spec.rows).toBe(298);
    expect(spec.warnings.find(({ code }) => code === 'ragged-rows')?.message).toContain('line 8, 121');
  });

  it('above 1 % the table is refused', async () => {
    const ragged = lines.map((line, i) => (i % 50 === 49 ? `${line},more` : line)).join('\n');
    expect(await refusal(ragged)).toMatchObject({
      code: 'ragged-rows',
      message: expect.stringMatching(/6 of 300 rows \(2.0 %\).*lines 50, 100/),
    });
  });

  it('are named by the physical line, also below cells with line breaks', async () => {
    const spec = await understand(lines.with(3, '1,"2\n\n2",a').with(9, '1,2').join('\n'));
    expect(spec.warnings.find(({ code }) => code === 'ragged-rows')?.message).toContain('line 12');
  });
});

describe('damaged tables', () => {
  const tables = [
    csv(
      {
        x: (i) => scatter(i, 99),
        w: (i) => scatter(i, 50, 2) / 10,
        y: (i) => (scatter(i, 2, 1) ? 'a' : 'b'),
      },
      250,
    ),
    csv(
      {
        id: (i) => i,
        when: (i) => `${1 + scatter(i, 28)}.${1 + scatter(i, 12, 1)}.2024`,
        preis: (i) => `"${scatter(i, 9999)},50"`,
        name: (i) => `"Ä ""${i}"" b"`,
        ja: (i) => (i % 3 ? 'ja' : 'nein'),
      },
      250,
      ';',
    ),
    csv(
      {
        a: (i) => (i % 9 ? `${scatter(i, 99)}e3` : 'NA'),
        b: (i) => `line ${scatter(i, 5)}`,
        c: () => '',
        d: (i) => scatter(i, 3, 1),
      },
      250,
      '\t',
    ),
  ];

  it('are understood or refused, never a crash', async () => {
    let understood = 0;
    for (let round = 0; round < 1000; round++) {
      const path = write(damage(Buffer.from(tables[round % tables.length] as string), round), 'fuzz.csv');
      try {
        const spec = deriveSpec(await profileTable(path));
        expect(new Set(spec.columns.map(({ field }) => field)).size).toBe(spec.columns.length);
        understood++;
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`round ${round}`, { cause: error });
      }
    }
    expect(understood).toBeGreaterThan(300);
  }, 300_000);
});
