/** A thousand tables whose cells were spoilt: understood or refused, and whatever is understood, training can read. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../generators/errors.ts';
import { deriveSpec, profileTable, type TableProfile } from '../../generators/inspect/table.ts';
import type { TabularDraft, TabularSpec } from '../../generators/spec.ts';
import { cellsFile, tableRows } from '../../generators/tree/data.ts';
import { TRAINING_PYTHON } from './python.ts';
import { scatter, write } from './write.ts';

const ROUNDS = 1000;
const ROWS = 40;

const two = (value: number) => String(value).padStart(2, '0');

/** Ways to write a column: row → cell. */
const COLUMNS: ((i: number) => string)[] = [
  (i) => String(scatter(i, 900, 1)),
  (i) => `${scatter(i, 900, 2)}.${scatter(i, 100, 3)}`,
  (i) => `${scatter(i, 900, 4)},${scatter(i, 10, 5)} kg`,
  (i) => `€ ${1 + scatter(i, 8, 6)}.${100 + scatter(i, 900, 7)},50`,
  (i) => `(${1 + scatter(i, 90, 8)},${100 + scatter(i, 900, 9)})`,
  (i) => `${scatter(i, 100, 10)} %`,
  (i) => `2024-${two(1 + scatter(i, 12, 11))}-${two(1 + scatter(i, 28, 12))}`,
  (i) => `${1 + scatter(i, 28, 13)}. ${['März', 'mai', 'Dec'][scatter(i, 3, 14)]} 2024`,
  (i) => `2024-11-02T${two(scatter(i, 24, 15))}:00:00${['Z', '+02:00'][scatter(i, 2, 16)]}`,
  (i) => `${1 + scatter(i, 12, 17)}/${1 + scatter(i, 12, 18)}/24`,
  (i) => ['yes', 'No', 'NO', '1'][scatter(i, 4, 19)] as string,
  (i) => ['x', ''][scatter(i, 2, 20)] as string,
  (i) => ['Red', 'red ', 'BLUE', 'blue'][scatter(i, 4, 21)] as string,
  (i) => `0${1000 + scatter(i, 9000, 22)}`,
  (i) => String(1_700_000_000 + scatter(i, 9_999_999, 23)),
];
const HEADER = 'a,b,mass,price,balance,share,day,long_day,moment,us_day,flag,tick,colour,plz,created_at,y';

/** What is put into a cell, before it, after it, or in its place. */
const SPOILS = [
  '-',
  '−',
  '+',
  '(',
  ')',
  '()',
  '%',
  '€',
  'kg',
  ' g',
  'KG ',
  '$ ',
  "'",
  '’',
  '"',
  ',',
  '.',
  '..',
  ' ',
  '\u00a0',
  '\u202f',
  'e5',
  'E-400',
  '9'.repeat(40),
  '0',
  '00',
  '/',
  '2024',
  '2024-02-30',
  '31.04.2024',
  '24:00',
  'T',
  'Z',
  '+25:99',
  'UTC',
  'am',
  'NaN',
  'inf',
  '-inf',
  'n/a',
  'x',
  '{}',
  '[1]',
  '\t',
  '\ufeff',
  '\u0000',
  'ß',
  'İ',
  '１２',
  '٣',
  '½',
  '²',
];

function table(round: number): string {
  const own = COLUMNS.map((_, k) => scatter(round, 3, 100 + k) === 0);
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const cells = COLUMNS.map((cell, k) => {
      const plain = cell(i);
      const hit = own[k] && scatter(round * ROWS + i, 6, 200 + k) === 0;
      return quoted(hit ? spoilt(plain, round * ROWS * 20 + i * 20 + k) : plain);
    });
    return [...cells, ['up', 'down'][scatter(i, 2, 99)]].join(',');
  });
  return `${[HEADER, ...rows].join('\n')}\n`;
}

function spoilt(cell: string, seed: number): string {
  const spoil = SPOILS[scatter(seed, SPOILS.length, 1)] as string;
  const at = scatter(seed, cell.length + 1, 2);
  return [
    `${spoil}${cell}`,
    `${cell}${spoil}`,
    cell.slice(0, at) + spoil + cell.slice(at),
    spoil,
    cell.slice(at),
  ][scatter(seed, 5, 3)] as string;
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

interface Understood {
  profile: TableProfile;
  spec: TabularDraft;
}

async function understood(round: number): Promise<Understood | null> {
  try {
    const profile = await profileTable(write(table(round), 'spoilt.csv'));
    return { profile, spec: deriveSpec(profile, { target: 'y' }) };
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return null;
    throw new Error(`round ${round}`, { cause: error });
  }
}

/** Every feature's cells, as a line for the program that reads them in Python. */
function told({ profile, spec }: Understood): string[] {
  const cells = cellsFile(tableRows(spec as TabularSpec), spec.split);
  return spec.features.map(({ column, type, categories }) => {
    const at = spec.columns.findIndex(({ name }) => name === column);
    const texts = profile.sample.rows.map((row) => row[at]);
    return JSON.stringify({ cells, name: column, type, categories, texts });
  });
}

describe('a thousand tables with spoilt cells', () => {
  it('are understood, and training reads what inspection has read', { timeout: 300_000 }, async () => {
    const lines: string[] = [];
    let fine = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const found = await understood(round);
      if (found === null) continue;
      fine++;
      for (const { limits, example } of found.spec.features) {
        if (limits !== null) expect(limits.minimum).toBeLessThan(limits.maximum);
        expect(Number.isNaN(example)).toBe(false);
      }
      lines.push(...told(found));
    }
    expect(fine).toBeGreaterThan(0.9 * ROUNDS);
    const { stdout, stderr } = spawnSync(TRAINING_PYTHON, ['test/inspect/training/cells.py'], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(stderr).toBe('');
    const read = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(read).toHaveLength(lines.length);
    const unread = read.flatMap(({ bad }, i) =>
      bad.length === 0 ? [] : [[JSON.parse(lines[i] as string).name, bad]],
    );
    expect(unread).toEqual([]);
  });
});
