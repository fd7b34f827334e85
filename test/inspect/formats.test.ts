/** JSON, Parquet and Excel that are damaged, or made to harm: understood or refused, never a crash. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../generators/errors.ts';
import { deriveSpec, profileTable } from '../../generators/inspect/table.ts';
import { damage } from './damage.ts';
import { TRAINING_PYTHON } from './python.ts';
import { csv, refusal, scatter, write } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'formats '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
execFileSync(TRAINING_PYTHON, ['test/inspect/training/write.py', folder]);
const fixture = (name: string) => readFileSync(join(folder, name));

const records = Array.from({ length: 100 }, (_, i) => ({
  n: i,
  w: `ü${i % 3}`,
  deep: { a: [i, null] },
  y: i % 2 === 0,
}));
const JSONS = [
  JSON.stringify(records),
  records.map((one) => JSON.stringify(one)).join('\n'),
  JSON.stringify({ data: records }),
  JSON.stringify({ n: records.map(({ n }) => n), w: records.map(({ w }) => w) }),
];

async function survives(files: Buffer[], rounds: number): Promise<number> {
  let understood = 0;
  for (let round = 0; round < rounds; round++) {
    const path = write(damage(files[round % files.length] as Buffer, round), 'fuzz');
    try {
      deriveSpec(await profileTable(path));
      understood++;
    } catch (error) {
      if (!(error instanceof UserError)) throw new Error(`round ${round}`, { cause: error });
    }
  }
  return understood;
}

describe('damaged files are understood or refused', () => {
  it('JSON', async () => {
    expect(
      await survives(
        JSONS.map((text) => Buffer.from(text)),
        500,
      ),
    ).toBeGreaterThan(50);
  });

  it('Parquet', async () => {
    const files = ['snappy', 'gzip', 'zstd', 'lz4', 'pages-2', 'version-1'].map((name) =>
      fixture(`${name}.parquet`),
    );
    expect(await survives(files, 250)).toBeLessThan(250);
  });

  it('Excel', async () => {
    expect(await survives([fixture('plain.xlsx'), fixture('kinds of cells.xlsx')], 250)).toBeLessThan(250);
  });
});

describe('files made to harm are refused', () => {
  it('a workbook that unpacks to far more than it is', async () => {
    const bomb = zip({ 'xl/workbook.xml': Buffer.alloc(80e6, ' ') });
    expect(await refusal(bomb, {}, 'bomb.xlsx')).toMatchObject({ code: 'too-large', exitCode: 2 });
  });

  it('a zip archive that is no workbook', async () => {
    const archive = zip({ 'orders.csv': Buffer.from('a,b\n1,2\n') });
    expect(await refusal(archive)).toMatchObject({
      code: 'not-a-table',
      message: expect.stringMatching(/zip archive/),
    });
  });

  it('JSON nested a hundred thousand times', async () => {
    const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    expect(await refusal(`[${deep}]`)).toBeInstanceOf(UserError);
    expect(await refusal(`{"a": ${deep}}\n{"a": ${deep}}\n`)).toBeInstanceOf(UserError);
  });

  it('a Parquet file that breaks off', async () => {
    const file = fixture('snappy.parquet');
    expect(await refusal(file.subarray(0, file.length / 2))).toMatchObject({ code: 'broken-parquet' });
  });
});

describe('what is said of a file has to fit it', () => {
  const table = csv({ x: (i) => scatter(i, 99), w: (i) => `ä${scatter(i, 5)}`, y: (i) => i % 2 });
  const read = (reading: object, content: string | Uint8Array = table) =>
    profileTable(write(content), { reading }).then(
      (profile) => profile,
      (error) => error,
    );

  it.each<[string, object, string]>([
    ['--delimiter', { delimiter: '|' }, 'bad-delimiter'],
    ['--encoding that does not exist', { encoding: 'utf-9' }, 'bad-encoding'],
    ['--sheet', { sheet: 'Data' }, 'contradiction'],
  ])('%s', async (_, reading, code) => {
    expect(await read(reading)).toMatchObject({ code, exitCode: 2, hint: expect.stringMatching(/./) });
  });

  it('--delimiter and --encoding of JSON', async () => {
    expect(await read({ delimiter: ';' }, JSONS[0])).toMatchObject({ code: 'contradiction' });
    expect(await read({ encoding: 'utf-16le' }, `\ufeff${table}`)).toMatchObject({ code: 'bad-encoding' });
  });

  it('overrules what would be read off it', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},5;x;${i % 2 ? -9 : i}\n`).join('');
    expect((await read({ header: 0 }, `a;b;c\n${rows}`)).rows).toBe(41);
    expect((await read({ header: 1 }, rows)).rows).toBe(39);
    expect((await read({ delimiter: ',' }, `a,b;c\n${rows}`)).source.delimiter).toBe(',');
    expect((await read({ decimal: '.' }, `a;b;c\n${rows}`)).source.decimal).toBe('.');
    const missing = await read({ missing: ['-9'] }, `a;b;c\n${rows}`);
    expect(missing.source.missing).toContain('-9');
    expect(missing.columns[2].stats.missing).toBe(20);
  });

  it('--sheet takes another sheet, or names those that there are', async () => {
    const book = fixture('a second sheet.xlsx');
    expect(await read({ sheet: 'More' }, book)).toMatchObject({ source: { sheet: 'More', headerRows: 0 } });
    expect(await read({ sheet: 'Mor' }, book)).toMatchObject({
      code: 'no-sheet',
      hint: 'Did you mean "More"? It has: "Read me", "Data", "More".',
    });
  });
});

/** A zip archive. */
function zip(files: Record<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed);
    entries.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
