/** Training time and score on five real tables, beside a plain scikit-learn script that runs in the same rounds. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { interleaved } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BIN = join(HERE, '..', 'dist', 'bin.cjs');
const ROUNDS = 3;
const MOST = 1.5;

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  if (!existsSync(BIN)) throw new Error(`${BIN} is not built yet: npm run build`);
  const python = pythonOf(ensureProduct(), '.venv');
  const folder = mkdtempSync(join(tmpdir(), 'bench-training-'));
  try {
    const sets = JSON.parse(ask(python, [join(HERE, 'reference', 'sets.py'), folder]));
    return sets.flatMap((set) => measure(python, folder, set));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(python, folder, { name, task }) {
  const csv = join(folder, `${name}.csv`);
  const product = join(folder, name);
  const target = ['--target', 'outcome', '--split', 'random', '--yes', '--no-git'];
  ask(process.execPath, [BIN, product, '--source', csv, ...target]);
  ask(python, [join(HERE, 'reference', 'held.py'), csv], product);
  const plain = [join(HERE, 'reference', 'training.py'), csv, task];
  let reference = { score: Number.NaN };
  const median = interleaved(
    {
      ours: () => ask(python, ['-m', 'training'], product),
      plain: {
        seconds() {
          const start = performance.now();
          reference = JSON.parse(ask(python, plain));
          return (performance.now() - start) / 1000;
        },
      },
    },
    ROUNDS,
  );
  const { metrics } = readPassport(product);
  const own = metrics.values.find((value) => value.name === metrics.primary);
  const ratio = median.ours / median.plain;
  const better = own.higher_is_better ? own.high >= reference.score : own.low <= reference.score;
  const times = `${median.ours.toFixed(1)} s, plain script ${median.plain.toFixed(1)} s`;
  return [
    { what: `training on ${name}: ${times}`, value: ratio, unit: '×', bar: `≤ ${MOST} ×`, ok: ratio <= MOST },
    {
      what: `score on ${name}: ${own.label}, from ${own.low.toFixed(3)} to ${own.high.toFixed(3)}`,
      value: own.value,
      unit: '',
      bar: `plain script ${reference.score.toFixed(3)}`,
      ok: better,
    },
  ];
}

function readPassport(product) {
  const version = readFileSync(join(product, 'artifacts', 'current'), 'utf8').trim();
  return JSON.parse(readFileSync(join(product, 'artifacts', version, 'passport.json'), 'utf8'));
}

function ask(program, args, cwd) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await run());
