/** Rows a second into the prediction log, in batches as the server writes them: SQLite, PostgreSQL, and beside it the driver's COPY and `executemany`. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';

const ROUNDS = 5;
const SCRIPT = fileURLToPath(new URL('reference/prediction_log.py', import.meta.url));

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const product = ensureProduct();
  const said = execFileSync(pythonOf(product, '.venv'), [SCRIPT, String(ROUNDS)], {
    cwd: product,
    encoding: 'utf8',
  });
  const found = JSON.parse(said);
  const rate = (name) => median(found[name]);
  const row = (what, value, unit = '/s', bar = null, ok = true) => ({ what, value, unit, bar, ok });
  const rows = [row('prediction log: rows into SQLite, 200 at a time', rate('sqlite'))];
  if (!('postgres' in found)) return rows;
  const share = rate('postgres') / rate('copy');
  return [
    ...rows,
    row('… into PostgreSQL', rate('postgres')),
    row('… into PostgreSQL, by COPY and a temporary table', rate('copy')),
    row('… into PostgreSQL, by executemany', rate('executemany')),
    row('PostgreSQL over COPY', share, '×', '≥ 0.8', share >= 0.8),
  ];
}
