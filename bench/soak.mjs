/**
 * Two servers behind a balancer at 80 % of what they can do, for `SOAK_SECONDS` (180), one of them restarted in the
 * middle as a rollout does it: no request may fail, and memory may not grow.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProduct, pythonOf } from './product.mjs';
import { balance } from './reference/balancer.mjs';
import { paced } from './reference/paced.mjs';
import { BODY, readyLine } from './serving.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 180);
const SHARE = 0.8;
const CONNECTIONS = 16;
const WARM_UP_S = 5;

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const found = await soak({ product: ensureProduct(), body: BODY, seconds: SECONDS });
  const row = (what, value, unit, bar, ok) => ({ what, value, unit, bar, ok });
  return [
    row('capacity of two servers behind a balancer', found.capacity, '/s', null, true),
    row(`requests in ${SECONDS} s at ${SHARE * 100} % of it`, found.answered, '', null, true),
    row('… a second', found.answered / SECONDS, '/s', null, true),
    row('… that failed, one server being restarted', found.failed.length, '', '0', found.failed.length === 0),
    row('… p99', found.p99, 'ms', null, true),
    row('exit code of the server that was stopped', found.exit, '', '0', found.exit === 0),
    ...found.memory.map(({ name, first, last }) =>
      row(
        `memory of ${name} at the end, over its first minute’s`,
        last / first,
        '×',
        '≤ 1.1',
        last <= first * 1.1,
      ),
    ),
  ];
}

/**
 * Loads two servers of a product, and restarts one.
 *
 * @param {{product: string, body: string, seconds: number}} job `body`: what is asked, as JSON
 * @returns {Promise<{capacity: number, answered: number, failed: string[], p99: number, exit: number,
 *   memory: {name: string, first: number, last: number}[]}>} answers a second; milliseconds; the exit code of the server
 *   that was stopped; megabytes after a minute, or a third of a short run, and at the end
 */
export async function soak({ product, body, seconds }) {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const servers = [];
  const begin = async (name) => {
    const server = await started(product, join(folder, `${name}.sqlite3`));
    servers.push(server);
    return server;
  };
  const balancer = await balance();
  try {
    const [kept, left] = [await begin('a'), await begin('b')];
    await Promise.all([kept, left].map(({ port }) => balancer.add(port)));
    const load = { port: balancer.port, path: '/api/v1/predict', body, connections: CONNECTIONS };
    await paced({ ...load, seconds: WARM_UP_S });
    const { answered: most } = await paced({ ...load, seconds: WARM_UP_S });
    const capacity = most / WARM_UP_S;

    const loaded = paced({ ...load, seconds, rate: capacity * SHARE });
    const minute = Math.min(60, seconds / 3);
    const memory = [remember('the server that stayed', kept, minute)];
    await pause(seconds / 2);
    const exit = await left.stop();
    const fresh = await begin('b');
    await balancer.add(fresh.port);
    memory.push(remember('the server that was restarted', fresh, minute));
    const { answered, failed, p99 } = await loaded;
    const measured = memory.map(({ name, server, first }) => ({
      name,
      first: first(),
      last: memoryOf(server),
    }));
    return { capacity, answered, failed, p99, exit, memory: measured };
  } finally {
    balancer.close();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A server as it runs in production, and open. */
async function started(product, database) {
  const env = {
    APP_ENV: 'production',
    AUTH: 'none',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warning',
    DATABASE: database,
  };
  const environment = existsSync(join(product, '.venv-serving')) ? '.venv-serving' : '.venv';
  const child = spawn(pythonOf(product, environment), ['-m', 'serving', '--port', '0'], {
    cwd: product,
    env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = new URL(await readyLine(child));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { pid: child.pid, port: Number(url.port), stop };
}

/** Looks at a server's memory after its first minute. */
function remember(name, server, seconds) {
  let megabytes = Number.NaN;
  setTimeout(() => {
    megabytes = memoryOf(server);
  }, seconds * 1000).unref();
  return { name, server, first: () => megabytes };
}

function memoryOf({ pid }) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
