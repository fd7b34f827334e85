/** What the terminal shows of a table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, program } from '../support/program.ts';

test('numbers show their middle, two categories their shares, missing cells their share', () => {
  const { code, out } = program(['inspect', ordersFile(freshFolder())]);
  expect(code).toBe(0);
  expect(out).toMatch(/amount +number +10 … 55 \(median \d+/);
  expect(out).toMatch(/city +category +Aachen, Bonn, Köln/);
  expect(out).toMatch(/→ returned +yes\/no +no 67 %, yes 33 % +target, classification/);
});

test('an open category shows how many values it has', () => {
  const path = join(freshFolder(), 'shops.csv');
  const rows = Array.from(
    { length: 600 },
    (_, i) => `shop ${i % 70},${(i * 37) % 101},${i % 3 ? 'no' : 'yes'}`,
  );
  writeFileSync(path, `shop,amount,bought\n${rows.join('\n')}\n`);
  expect(program(['inspect', path]).out).toMatch(/shop +category +70 values/);
});
