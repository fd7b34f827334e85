/** A table as people have them: UTF-16 from a spreadsheet, German numbers and dates, names that no program likes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { create, exampleOf, npm, npmStart, post, temporaryFolder, testWithData } from './product.ts';

const HEADER = [
  '',
  'class',
  '1st floor',
  'Größe (m²)',
  'model_config',
  '__proto__',
  'Wert',
  'Wert',
  '🐧 "Quote"; and\nline',
  'Kunde seit',
  'zuletzt gesehen',
  'Newsletter',
  'PLZ',
  'Preis',
];

/** Rows with a price that follows from them, drawn by a small generator of its own: the same on every machine. */
function table(rows: number): string {
  let state = 42;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const pick = (values: string[]): string => values[Math.floor(random() * values.length)] ?? '';
  const german = (value: number): string =>
    value.toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const two = (value: number): string => String(value).padStart(2, '0');
  const line = (index: number): string => {
    const area = 20 + random() * 180;
    const kind = pick(['Haus', 'Wohnung', 'it\'s "both"', 'Büro']);
    const day = `${two(1 + Math.floor(random() * 28))}.${two(1 + Math.floor(random() * 12))}.${2018 + Math.floor(random() * 7)}`;
    const price = area * 2500 + (kind === 'Haus' ? 90_000 : 0) + random() * 40_000;
    return [
      String(index),
      kind,
      random() < 0.1 ? '-' : String(Math.floor(random() * 5)),
      random() < 0.05 ? '' : german(area),
      pick(['a', 'b', 'A']),
      german(random() * 10_000 - 5000),
      german(random()),
      german(random() * 1e6),
      pick(['ja;nein', 'x', 'n/a', 'a "b"']),
      day,
      `${day} ${two(Math.floor(random() * 24))}:${two(Math.floor(random() * 60))}`,
      pick(['ja', 'nein']),
      `0${1000 + Math.floor(random() * 30)}`,
      german(price),
    ]
      .map((cell) => (/[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(';');
  };
  const header = HEADER.map((name) => `"${name.replaceAll('"', '""')}"`).join(';');
  return `${[header, ...Array.from({ length: rows }, (_, index) => line(index))].join('\r\n')}\r\n`;
}

describe('a nasty table', () => {
  it('becomes a product whose own tests pass and which answers', () =>
    unlessPassed('nasty', async () => {
      const source = join(temporaryFolder(), 'Mein Export (2).csv');
      writeFileSync(source, Buffer.from(`\ufeff${table(400)}`, 'utf16le'));
      const product = await create('nasty', ['--source', source, '--target', 'Preis']);
      const running = await npmStart(product);
      try {
        const example = exampleOf(product);
        const answer = await post(`${running.url}/api/v1/predict`, example);
        expect(answer).toMatchObject({ status: 200, body: { prediction: expect.any(Number), warnings: [] } });
        // The names of the table itself are understood as well.
        const { 'Größe (m²)': renamed, ...rest } = { ...example, 'Größe (m²)': 100 } as Record<
          string,
          unknown
        >;
        const field = Object.keys(rest).find((name) => /gr.*e/i.test(name));
        expect(field, Object.keys(rest).join(', ')).toBeDefined();
        delete rest[field ?? ''];
        expect(await post(`${running.url}/api/v1/predict`, { ...rest, 'Größe (m²)': renamed })).toMatchObject(
          { status: 200 },
        );
      } finally {
        await running.stop();
      }
      await testWithData(product);
      await npm(product, 'run', 'check');
    }));
});
