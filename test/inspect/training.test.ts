/**
 * Training reads the table once more, in Python: the same columns, under the same names, and the same rows. So does a
 * batch, where the same file is sent.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../generators/inspect/readers/reader.ts';
import { deriveSpec, profileTable, type TableProfile } from '../../generators/inspect/table.ts';
import { AWKWARD, type Awkward } from './awkward.ts';
import { TRAINING_PYTHON } from './python.ts';
import { write } from './write.ts';

interface Read {
  names: string[];
  rows: string[][];
  ragged: number;
}

function asTrainingReads(...profiles: TableProfile[]): (Read & { sent?: Read })[] {
  if (profiles.length === 0) return [];
  const input = profiles.map(({ source, columns }) => JSON.stringify({ ...source, columns: columns.length }));
  const { stdout, stderr } = spawnSync(TRAINING_PYTHON, ['test/inspect/training/read.py'], {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stderr) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function asInspectionReads({ source, columns, sample, ragged }: TableProfile): unknown {
  const missing = new Set(source.missing.map((token) => token.toLowerCase()));
  const plain = (cell: string) => (missing.has(cell.toLowerCase()) ? '' : cell);
  return {
    names: columns.map(({ name }) => name),
    rows: sample.rows.map((row) => row.map(plain)),
    ragged: ragged.rows,
    sha256: source.sha256,
  };
}

/** Reads all the files at once: Python takes its time to start. */
async function bothReadings(paths: string[], readings: (Reading | undefined)[] = []) {
  const profiles = await Promise.all(paths.map((path, i) => profileTable(path, { reading: readings[i] })));
  const read = asTrainingReads(...profiles);
  return profiles.map((profile, i) => ({ profile, read: read[i] }));
}

describe('awkward tables are read alike', () => {
  const names = Object.keys(AWKWARD);
  const tables = names.map((name) => AWKWARD[name] as Awkward);
  const readings = bothReadings(
    tables.map(({ content }) => write(content)),
    tables.map(({ reading }) => reading),
  );
  it.each(names)('%s', async (name) => {
    const { profile, read } = (await readings)[names.indexOf(name)] as Awaited<typeof readings>[number];
    const { sent, ...trained } = read as NonNullable<typeof read>;
    expect(trained).toEqual(asInspectionReads(profile));
    const { names: columns, rows: cells, ragged } = trained;
    if (sent) expect(sent).toEqual({ names: columns, rows: cells, ragged });
    const { rows = 40, names: wanted, codes } = AWKWARD[name] as Awkward;
    expect(profile.rows).toBe(rows);
    if (wanted) expect(profile.columns.map((column) => column.name)).toEqual(wanted);
    const said = deriveSpec(profile).warnings.filter(({ column }) => column === null);
    if (codes)
      expect(
        said
          .map(({ code }) => code)
          .filter((code) => code !== 'few-rows')
          .sort(),
      ).toEqual(codes);
  });
});

describe('several files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'several '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lines = (from: number) =>
    Array.from({ length: 30 }, (_, i) => `${from + i},ä${i % 3},${i % 2}\n`).join('');
  writeFileSync(join(folder, 'b.csv'), `n,word,y\n${lines(100)}`);
  writeFileSync(join(folder, 'a.csv.gz'), gzipSync(`n,word,y\n${lines(0)}Total,,9\n`));
  writeFileSync(join(folder, 'c.csv'), `y,n,word\n${lines(200).replace(/(.*),(.*),(.*)\n/g, '$3,$1,$2\n')}`);
  mkdirSync(join(folder, 'below'));

  it.each([folder, join(folder, '*.csv*')])(
    'are one table, in the order of their names: %s',
    async (path) => {
      const profile = await profileTable(path);
      expect(profile.rows).toBe(90);
      expect(profile.source.files.map(({ name }) => name)).toEqual(['a.csv.gz', 'b.csv', 'c.csv']);
      expect(profile.sample.rows[60]).toEqual(['200', 'ä0', '0']);
      const [read] = asTrainingReads({ ...profile, source: { ...profile.source, path: folder } });
      expect(read).toEqual(asInspectionReads(profile));
    },
  );

  it('with other columns are refused, by file and column', async () => {
    writeFileSync(join(folder, 'd.csv'), `n,words,y\n${lines(300)}`);
    await expect(profileTable(folder)).rejects.toMatchObject({
      code: 'other-columns',
      message: expect.stringMatching(/d\.csv .*lacks "word" and has "words" more/),
    });
    rmSync(join(folder, 'd.csv'));
  });
});

describe('Parquet and Excel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'formats '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(TRAINING_PYTHON, ['test/inspect/training/write.py', folder]);
  const files = readdirSync(folder);

  const readings = bothReadings(files.map((file) => join(folder, file)));

  it.each(files)('%s is read alike', async (file) => {
    const { profile, read } = (await readings)[files.indexOf(file)] as Awaited<typeof readings>[number];
    expect(read).toEqual(asInspectionReads(profile));
    expect(profile.rows).toBe(60);
    if (file.endsWith('.parquet'))
      expect(profile.columns.map(({ name }) => name)).not.toContain('__index_level_0__');
  });
});
