/**
 * One prediction over HTTP with id, metrics and prediction log on, beside FastAPI returning a constant and beside
 * FastAPI + `pipeline.predict_proba` on the same pipeline. One worker on one core, the client on another.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';

const ROUNDS = 5;
const SECONDS = 1;
export const BODY = JSON.stringify({
  island: 'Biscoe',
  bill_length_mm: 44.5,
  bill_depth_mm: 17.3,
  flipper_length_mm: 197,
  body_mass_g: 4050,
  sex: 'female',
  year: 2008,
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const CAN_PIN = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const product = ensureProduct();
  const place = mkdtempSync(join(tmpdir(), 'bench-serving-'));
  const servers = [];
  try {
    const database = join(place, 'predictions.sqlite3');
    const started = await startTimes(product, database);
    const serving = pythonOf(product, '.venv-serving');
    const names = {
      constant: [serving, [here('reference/constant.py')]],
      product: [serving, ['-m', 'serving', '--port'], { DATABASE: database }],
      pipeline: [pythonOf(product, '.venv'), [here('reference/pipeline.py')]],
    };
    const ports = {};
    for (const [name, [program, args, env]] of Object.entries(names)) {
      ports[name] = await freePort();
      servers.push(start(product, program, [...args, String(ports[name])], env));
    }
    await Promise.all(Object.values(ports).map(isUp));
    return rows(measure(ports), started);
  } finally {
    for (const server of servers) server.kill();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Medians over rounds in which every server is asked in turn: what the machine does meanwhile falls on all alike. */
function measure(ports) {
  const found = Object.fromEntries(Object.keys(ports).map((name) => [name, { p50: [], rps: [] }]));
  for (const port of Object.values(ports)) ask(port, 4, 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, port] of Object.entries(ports)) {
      found[name].p50.push(ask(port, 1, SECONDS).p50);
      found[name].rps.push(ask(port, 32, SECONDS).rps);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, { p50, rps }]) => [name, { p50: median(p50), rps: median(rps) }]),
  );
}

function ask(port, connections, seconds) {
  const job = JSON.stringify({ port, path: '/api/v1/predict', body: BODY, connections, seconds });
  return JSON.parse(
    execFileSync(...pinned(1, process.execPath, [here('reference/load.mjs')]), {
      input: job,
      encoding: 'utf8',
    }),
  );
}

function rows({ constant, product, pipeline }, started) {
  const row = (what, value, unit, bar, ok) => ({ what, value, unit, bar, ok });
  const slower = product.p50 / constant.p50;
  const share = product.rps / constant.rps;
  const gain = product.rps / pipeline.rps;
  const quicker = pipeline.p50 / product.p50;
  return [
    row('one prediction over HTTP, p50', product.p50, 'ms', null, true),
    row('… FastAPI returning a constant', constant.p50, 'ms', null, true),
    row('… FastAPI + pipeline.predict', pipeline.p50, 'ms', null, true),
    row('predictions a second, one core', product.rps, '/s', null, true),
    row('… FastAPI returning a constant', constant.rps, '/s', null, true),
    row('… FastAPI + pipeline.predict', pipeline.rps, '/s', null, true),
    row('p50 over a constant’s', slower, '×', '≤ 2.5', slower <= 2.5),
    row('requests a second over a constant’s', share, '×', '≥ 0.25', share >= 0.25),
    row('requests a second over pipeline.predict’s', gain, '×', '≥ 12', gain >= 12),
    row('p50 of pipeline.predict over ours', quicker, '×', '≥ 12', quicker >= 12),
    row('serving: ready after', started.seconds, 's', '≤ 1.5', started.seconds <= 1.5),
    row('serving: memory', started.megabytes, 'MB', '≤ 150', started.megabytes <= 150),
  ];
}

/** From the start of the process to the line that says it is ready; its memory after 200 predictions. */
async function startTimes(product, database) {
  const seconds = [];
  const megabytes = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    const args = ['-m', 'serving', '--port', '0'];
    const server = start(product, pythonOf(product, '.venv-serving'), args, { DATABASE: database }, 'pipe');
    const url = await readyLine(server);
    seconds.push((performance.now() - begin) / 1000);
    for (let asked = 0; asked < 200; asked++) {
      const headers = { 'content-type': 'application/json' };
      await (await fetch(`${url}/api/v1/predict`, { method: 'POST', headers, body: BODY })).text();
    }
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' });
    megabytes.push(Number(kilobytes) / 1024);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  }
  return { seconds: median(seconds), megabytes: median(megabytes) };
}

export function readyLine(server) {
  return new Promise((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text) => {
      for (const line of text.split('\n').filter(Boolean)) {
        const event = JSON.parse(line);
        if (event.state === 'done') resolve(event.text);
        if (event.state === 'failed') reject(new Error(event.text));
      }
    });
    server.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}

export function start(cwd, program, args, env = {}, stdout = 'ignore') {
  const [command, all] = pinned(0, program, args);
  return spawn(command, all, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', stdout, 'ignore'] });
}

/** taskset replaces itself by the program, so the process's id stays the server's. */
export function pinned(core, program, args) {
  return CAN_PIN ? ['taskset', ['-c', String(core), program, ...args]] : [program, args];
}

export async function isUp(port) {
  for (let tries = 0; tries < 600; tries++) {
    const up = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${port}`);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
