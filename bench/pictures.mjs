/**
 * Pictures over HTTP, on the sample digits: what the product adds to a bare `InferenceSession.run` for a small picture, and
 * photos a second beside a service that is written by hand (FastAPI, Pillow, numpy), with questions put together and
 * one by one. Servers have all cores, as in use: that decoding has processes of its own is part of what is measured.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';
import { freePort, isUp } from './serving.mjs';

const ROUNDS = 5;
const SECONDS = 1;
const SIDE = 8;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const product = ensureProduct('digits');
  const python = pythonOf(product, '.venv-serving');
  const place = mkdtempSync(join(tmpdir(), 'bench-pictures-'));
  const servers = [];
  const serve = async (args, settings = {}) => {
    const port = await freePort();
    const open = { APP_ENV: 'development', AUTH: 'none', DATABASE: join(place, `${port}.sqlite3`) };
    const env = { ...process.env, ...open, ...settings };
    const all = args.map((arg) => (arg === 'PORT' ? String(port) : arg));
    servers.push(spawn(python, all, { cwd: product, env, stdio: 'ignore' }));
    await isUp(port);
    await fetch(`http://127.0.0.1:${port}/healthz`); // it listens before it answers
    return port;
  };
  const own = (runtime) => serve(['-m', 'serving', '--port', 'PORT'], { RUNTIME: runtime });
  try {
    const pictures = JSON.parse(
      execFileSync(python, [here('reference/two_pictures.py')], { encoding: 'utf8' }),
    );
    const measured = join(place, 'measured.json');
    const ports = {
      product: await own(measured),
      single: await own(atOnce(measured, join(place, 'single.json'), 1)),
      several: await own(atOnce(measured, join(place, 'several.json'), 8)),
      reference: await serve([here('reference/pictures.py'), 'PORT', join(product, 'model', 'model.onnx')]),
    };
    const version = readFileSync(join(product, 'artifacts', 'current'), 'utf8').trim();
    const bare = () =>
      Number(
        execFileSync(python, [
          here('reference/bare.py'),
          join(product, 'artifacts', version, 'model.onnx'),
          `${SIDE}`,
        ]),
      );
    return rows(measure(ports, pictures, bare));
  } finally {
    for (const server of servers) server.kill();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Writes what was measured at start anew, with so many questions at once; returns the file. */
function atOnce(measured, file, count) {
  const known = JSON.parse(readFileSync(measured, 'utf8'));
  for (const choice of Object.values(known)) choice.at_once = count;
  writeFileSync(file, JSON.stringify(known));
  return file;
}

/** Medians over rounds in which every server is asked in turn: what the machine does meanwhile falls on all alike. */
function measure(ports, { small, photo }, bare) {
  const found = { bare: [], small: [], reference: [], product: [], single: [], several: [] };
  for (const port of Object.values(ports)) ask(port, small, 4, 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    found.bare.push(bare());
    found.small.push(ask(ports.product, small, 1, SECONDS).p50);
    for (const [name, port] of Object.entries(ports)) found[name].push(ask(port, photo, 8, SECONDS).rps);
  }
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, median(values)]));
}

function ask(port, image, connections, seconds) {
  const job = { port, path: '/api/v1/predict', body: JSON.stringify({ image }), connections, seconds };
  const told = execFileSync(process.execPath, [here('reference/load.mjs'), JSON.stringify(job)], {
    encoding: 'utf8',
  });
  return JSON.parse(told);
}

function rows({ bare, small, product, single, several, reference }) {
  const row = (what, value, unit, bar, ok) => ({ what, value, unit, bar, ok });
  const more = small - bare;
  const gain = product / reference;
  return [
    row(`a picture of ${SIDE} × ${SIDE} over HTTP, p50`, small, 'ms', null, true),
    row('… InferenceSession.run alone', bare, 'ms', null, true),
    row('what the product adds', more, 'ms', '≤ 0.3', more <= 0.3),
    row('photos a second', product, '/s', null, true),
    row('… one question at a time', single, '/s', null, true),
    row('… up to 8 questions at once', several, '/s', null, true),
    row('… FastAPI, Pillow and numpy by hand', reference, '/s', null, true),
    row('photos a second over by hand', gain, '×', '≥ 1.5', gain >= 1.5),
  ];
}
