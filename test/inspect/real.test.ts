/** Whole tables as people have them: exports from Germany, from Excel, from a shop in the United States, from a sensor. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codes, column, scatter, understand } from './write.ts';

const two = (value: number) => String(value).padStart(2, '0');
const pick = <T>(i: number, salt: number, ...values: T[]): T => values[scatter(i, values.length, salt)] as T;
const rows = (count: number, row: (i: number) => (string | number)[], delimiter: string, end = '\r\n') =>
  Array.from({ length: count }, (_, i) => row(i).join(delimiter) + end).join('');

describe('a German export: semicolons, decimal commas, Latin-1, day.month.year', () => {
  const header =
    'Kundennr;Vorname;E-Mail;PLZ;Geschlecht;Umsatz (€);Rabatt;Kunde seit;Größe (cm);Bemerkung;gekündigt';
  const body = rows(
    500,
    (i) => [
      100_000 + i * 3,
      pick(i, 1, 'Jürgen', 'Ute', 'Özlem') + String.fromCharCode(97 + scatter(i, 26, 15)),
      `k${i}@beispiel.de`,
      `0${1000 + scatter(i, 60, 2)}`,
      pick(i, 3, 'm', 'w', 'd'),
      `${1 + scatter(i, 80, 4)}.${two(scatter(i, 100, 5))}${scatter(i, 10, 6)},${two(scatter(i, 100, 7))}`,
      `${scatter(i, 30, 8)},5 %`,
      `${two(1 + scatter(i, 28, 9))}.${two(1 + scatter(i, 12, 10))}.20${10 + scatter(i, 14, 11)}`,
      i % 12 === 0 ? 'k.A.' : `${150 + scatter(i, 50, 12)},${scatter(i, 10, 13)}`,
      i % 7 ? '' : `"ruft nie zurück; ""schwierig"" Nr ${i}"`,
      scatter(i, 9, 14) ? 'nein' : 'ja',
    ],
    ';',
  );

  it('is understood', async () => {
    const spec = await understand(Buffer.from(`${header}\r\n${body}`.replaceAll('€', '\x80'), 'latin1'));
    expect(spec.source).toMatchObject({
      encoding: 'windows-1252',
      delimiter: ';',
      decimal: ',',
      thousands: '.',
      signs: ['%'],
    });
    expect(Object.fromEntries(spec.columns.map(({ name, type }) => [name, type]))).toEqual({
      Kundennr: 'identifier',
      Vorname: 'category',
      'E-Mail': 'identifier',
      PLZ: 'category',
      Geschlecht: 'category',
      'Umsatz (€)': 'number',
      Rabatt: 'number',
      'Kunde seit': 'date',
      'Größe (cm)': 'number',
      Bemerkung: 'text',
      gekündigt: 'boolean',
    });
    expect(spec.columns.filter(({ included }) => !included).map(({ name }) => name)).toEqual([
      'Kundennr',
      'Vorname',
      'E-Mail',
      'Bemerkung',
      'gekündigt',
    ]);
    expect(spec.features.map(({ field, label, unit }) => [field, label, unit])).toEqual([
      ['PLZ', 'PLZ', null],
      ['Geschlecht', 'Geschlecht', null],
      ['Umsatz', 'Umsatz', '€'],
      ['Rabatt', 'Rabatt', '%'],
      ['Kunde_seit', 'Kunde seit', null],
      ['Größe_cm', 'Größe', 'cm'],
    ]);
    expect(column(spec, 'Größe (cm)')).toMatchObject({ missing: 42, min: expect.any(Number) });
    expect(column(spec, 'Kunde seit').min).toMatch(/^2010-/);
    expect(spec.target).toMatchObject({
      column: 'gekündigt',
      field: 'gekündigt',
      positive: 'ja',
      classes: ['ja', 'nein'],
    });
  });
});

describe('text from Excel: UTF-16, tabs, an unnamed first column, an empty last one', () => {
  const text = `\tRegion\tUmsatz 2023\tUmsatz 2024\tNote\t\r\n${rows(120, (i) => [i, pick(i, 1, 'Nord', 'Süd', 'Øst'), scatter(i, 90_000, 2), i % 9 ? scatter(i, 90_000, 3) : '#N/A', 1 + scatter(i, 6, 4), ''], '\t')}\t\t\t\t\t\r\n\r\n`;

  it('is understood', async () => {
    const spec = await understand(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), {
      target: 'Note',
    });
    expect(spec.source).toMatchObject({ encoding: 'utf-16le', delimiter: '\t' });
    expect(spec.rows).toBe(120);
    expect(column(spec, 'column_1')).toMatchObject({ type: 'identifier', included: false });
    expect(spec.features.map(({ field, type, nullable }) => [field, type, nullable])).toEqual([
      ['Region', 'category', false],
      ['Umsatz_2023', 'integer', false],
      ['Umsatz_2024', 'integer', true],
    ]);
    expect(column(spec, 'Umsatz 2024').missing).toBe(14);
    expect(spec.task).toBe('classification');
    expect(codes(spec, 'Note')).toContain('task');
  });
});

describe('sales in the United States: dollars, thousands, month/day/year', () => {
  const money = (value: number) => `"$${value.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}"`;
  const text = `Order ID,Customer Name,Phone,State,Order Date,Unit Price,Units,Total,Ship Date,Late?\n${rows(
    800,
    (i) => [
      `US-${2020 + (i % 5)}-${100_000 + i}`,
      `${pick(i, 1, 'Ann', 'Bob', 'Cy')} ${pick(i, 2, 'Smith', 'Lee', 'Gray')}${String.fromCharCode(97 + scatter(i, 26, 30))}`,
      `(${200 + scatter(i, 700, 3)}) 555-${1000 + scatter(i, 9000, 4)}`,
      pick(i, 5, 'CA', 'NY', 'TX', 'WA'),
      `${1 + scatter(i, 12, 6)}/${1 + scatter(i, 28, 7)}/2023`,
      money(5 + scatter(i, 300_000, 8) / 100),
      1 + scatter(i, 40, 9),
      money(1000 + scatter(i, 90_000_000, 10) / 100),
      i % 5 ? `${1 + scatter(i, 12, 6)}/28/2023` : '',
      scatter(i, 6, 12) ? 'N' : 'Y',
    ],
    ',',
    '\n',
  )}`;

  it('is understood, packed or not', async () => {
    for (const content of [text, gzipSync(text)]) {
      const spec = await understand(content);
      expect(spec.source).toMatchObject({ decimal: '.', thousands: ',', signs: ['$'] });
      expect(spec.features.map(({ field, type, unit }) => [field, type, unit])).toEqual([
        ['State', 'category', null],
        ['Order_Date', 'date', null],
        ['Unit_Price', 'number', '$'],
        ['Units', 'integer', null],
        ['Total', 'number', '$'],
        ['Ship_Date', 'date', null],
      ]);
      expect(spec.features[1]?.dateFormat).toBe('%m/%d/%Y');
      expect(['Order ID', 'Customer Name', 'Phone'].map((name) => column(spec, name).note)).toEqual([
        'left out: one value a row',
        'left out: personal data (names of people)',
        'left out: personal data (telephone numbers)',
      ]);
      expect(spec.target).toMatchObject({ column: 'Late?', field: 'Late', label: 'Late?', positive: 'Y' });
    }
  });
});

describe('a sensor log: moments, numbers in exponents, gaps', () => {
  const text = `timestamp|sensor|temp_c|pressure_hpa|current|status|failure\n${rows(
    2000,
    (i) => [
      `2024-03-${two(1 + Math.floor(i / 96))}T${two(Math.floor(i / 4) % 24)}:${two((i % 4) * 15)}:00`,
      `S${scatter(i, 12, 1)}`,
      i % 50 ? (-5 + scatter(i, 300, 2) / 10).toFixed(1) : 'NaN',
      980 + scatter(i, 50, 3),
      `${1 + scatter(i, 9, 4)}.${scatter(i, 100, 5)}e-3`,
      'ok',
      scatter(i, 60, 6) ? 0 : 1,
    ],
    '|',
    '\n',
  )}`;

  it('is understood', async () => {
    const spec = await understand(text);
    expect(spec.features.map(({ field, type, unit }) => [field, type, unit])).toEqual([
      ['timestamp', 'datetime', null],
      ['sensor', 'category', null],
      ['temp_c', 'number', '°C'],
      ['pressure_hpa', 'integer', 'hPa'],
      ['current', 'number', null],
    ]);
    expect(column(spec, 'timestamp')).toMatchObject({
      min: '2024-03-01T00:00:00',
      max: '2024-03-21T19:45:00',
    });
    expect(column(spec, 'temp_c').missing).toBe(40);
    expect(codes(spec, 'status')).toEqual(['constant']);
    expect(spec.target).toMatchObject({
      column: 'failure',
      positive: '1',
      alert: true,
      words: { '0': 'unlikely', '1': 'likely' },
    });
    expect(codes(spec)).toContain('imbalance');
  });
});
