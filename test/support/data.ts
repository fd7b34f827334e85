/** Small tables that a test can reason about. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CITIES = ['Köln', 'Bonn', 'Aachen'];

/** 90 orders: amount, city, ordered, and returned (yes for a third of them). */
export function orders(rows = 90): string {
  const lines = ['amount,city,ordered,returned'];
  for (let i = 0; i < rows; i++) {
    const day = String(1 + ((i * 5) % 28)).padStart(2, '0');
    lines.push(
      `${(10 + ((i * 37) % 91) / 2).toFixed(2)},${CITIES[(i * 7 + (i >> 2)) % 3]},2024-0${1 + (i % 9)}-${day},${i % 3 ? 'no' : 'yes'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Writes the orders to a file and gives its path. */
export function ordersFile(folder: string, name = 'orders.csv'): string {
  const path = join(folder, name);
  writeFileSync(path, orders());
  return path;
}
