/**
 * Many rows: a batch over HTTP beside the same rows one by one, what others wait meanwhile, and a file by `npm run score`
 * beside pandas and `pipeline.predict_proba`. The server has one core, the client the other.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';
import { BODY, pinned, readyLine, start } from './serving.mjs';

const ROUNDS = 3;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const product = ensureProduct();
  const place = mkdtempSync(join(tmpdir(), 'bench-batch-'));
  try {
    return [...(await overHttp(product, place)), ...fromFile(product, place)];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function overHttp(product, place) {
  const table = join(place, 'rows.csv');
  python(product, 'reference/rows.py', '100000', table);
  const found = [];
  for (let round = 0; round < ROUNDS; round++) {
    const database = join(place, `${round}.sqlite3`);
    const args = ['-m', 'serving', '--port', '0'];
    const server = start(product, pythonOf(product, '.venv-serving'), args, { DATABASE: database }, 'pipe');
    const url = await readyLine(server);
    const client = pinned(1, pythonOf(product, '.venv'), [
      here('reference/batch.py'),
      url,
      String(server.pid),
      table,
      BODY,
    ]);
    found.push(JSON.parse(execFileSync(...client, { encoding: 'utf8' })));
    server.kill();
  }
  const middle = (value) => median(found.map(value));
  const seconds = middle((one) => one.seconds);
  const megabytes = middle((one) => one.megabytes);
  const rate = middle((one) => one.rows / one.seconds);
  const byOne = middle((one) => one.byOne);
  const waits = middle((one) => one.during.p50);
  return [
    row('100,000 rows over HTTP, CSV', seconds, 's', '≤ 10', seconds <= 10),
    row('… rows a second', rate, '/s'),
    row('… the same one by one, rows a second', byOne, '/s'),
    row('… memory above rest', megabytes, 'MB', '≤ 100', megabytes <= 100),
    row(
      'one prediction at rest, p50',
      middle((one) => one.rest.p50),
      'ms',
    ),
    row(
      '… p99',
      middle((one) => one.rest.p99),
      'ms',
    ),
    row('one prediction during a batch, p50', waits, 'ms', '≤ 5', waits <= 5),
    row(
      '… p99',
      middle((one) => one.during.p99),
      'ms',
    ),
  ];
}

function fromFile(product, place) {
  const table = join(place, 'rows.parquet');
  python(product, 'reference/rows.py', '2000000', table);
  const ours = [];
  const pipeline = [];
  for (let round = 0; round < ROUNDS; round++) {
    const said = python(product, ['-m', 'training.score'], table, join(place, 'ours.parquet'));
    ours.push(Number(/\(([\d,]+) rows\/s\)/.exec(said)[1].replaceAll(',', '')));
    const { rows, seconds } = JSON.parse(
      python(product, 'reference/score.py', table, join(place, 'theirs.parquet')),
    );
    pipeline.push(rows / seconds);
  }
  const rate = median(ours);
  return [
    row('npm run score, Parquet, rows a second', rate, '/s', '≥ 500,000', rate >= 500_000),
    row('… pandas + pipeline.predict_proba', median(pipeline), '/s'),
  ];
}

function python(product, program, ...args) {
  const all = Array.isArray(program) ? [...program, ...args] : [here(program), ...args];
  return execFileSync(pythonOf(product, '.venv'), all, { cwd: product, encoding: 'utf8' });
}

function row(what, value, unit, bar = null, ok = true) {
  return { what, value, unit, bar, ok };
}
