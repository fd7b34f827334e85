/** `inspect` of a large CSV: how fast it is read, and how much memory the process takes at most. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));
const SIZE = 1e9; // bytes
const MB = 1e6;
/** Printed by the process itself when it ends: the most memory it ever took, in bytes. */
const TELL_MEMORY =
  'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS*1024))';

/**
 * @param {number} size bytes of the table
 * @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>}
 */
export async function run(size = SIZE) {
  if (!existsSync(BIN)) throw new Error(`${BIN} is not built yet: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-inspect-'));
  try {
    const table = join(folder, 'orders.csv');
    writeTable(table, size);
    const { speed, memory } = inspect(table);
    const what = `inspect of a CSV of ${(size / 1e9).toFixed(1)} GB`;
    return [
      { what: `${what}: speed`, value: Math.round(speed), unit: 'MB/s', bar: '≥ 40', ok: speed >= 40 },
      {
        what: `${what}: most memory`,
        value: Math.round(memory),
        unit: 'MB',
        bar: '≤ 200',
        ok: memory <= 200,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inspect(table) {
  const start = performance.now();
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', TELL_MEMORY, BIN, 'inspect', table, '--json'],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`inspect ended with ${status}: ${stdout}${stderr}`);
  return { speed: statSync(table).size / MB / seconds, memory: Number(/peak (\d+)/.exec(stderr)?.[1]) / MB };
}

/** Orders of a shop: numbers, categories, days, quoted text, an identifier; no two rows alike. */
function writeTable(path, size) {
  const file = openSync(path, 'w');
  const tails = Array.from({ length: 50_000 }, (_, i) => tail(random(i)));
  writeSync(file, 'order_id,basket,age,city,coupon,ordered_at,device,weight_kg,remark,score,returned\n');
  for (let written = 0, id = 100_000; written < size; ) {
    let block = '';
    while (block.length < 4 * MB) {
      const next = random(id);
      block += `${id++},${(next() * 500).toFixed(2)},${tails[Math.floor(next() * tails.length)]}`;
    }
    writeSync(file, block);
    written += block.length;
  }
  closeSync(file);
}

function tail(next) {
  const pick = (...values) => values[Math.floor(next() * values.length)];
  const day = new Date(Date.UTC(2022, 0, 1 + Math.floor(next() * 1000))).toISOString().slice(0, 10);
  const remark = next() < 0.3 ? `"left at the door, number ${Math.floor(next() * 900)}"` : '';
  return `${18 + Math.floor(next() * 70)},${pick('Bonn', 'Ulm', 'Aachen', 'Bremen', 'Kiel')},${pick('yes', 'no')},${day},${pick('phone', 'desktop', 'tablet')},${(next() * 30).toFixed(1)},${remark},${next().toFixed(6)},${next() < 0.04 ? 'yes' : 'no'}\n`;
}

/** Numbers from 0 to 1 that look random and are always the same (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.table(await run(Number(process.argv[2] ?? SIZE)));
