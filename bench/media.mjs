/**
 * Pictures and tensors over HTTP, on the sample digits: what the product adds to a bare `InferenceSession.run` (HTTP included, which
 * is shown by itself beside it: FastAPI returning a constant), and photos a second beside a service that is written by hand (FastAPI, Pillow, numpy), with questions put together and
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
  const tensors = ensureProduct('tensors', [
    '--source',
    join(product, 'model', 'model.onnx'),
    '--task',
    'tensor',
  ]);
  const python = pythonOf(product, '.venv-serving');
  const place = mkdtempSync(join(tmpdir(), 'bench-pictures-'));
  const servers = [];
  const serve = async (args, settings = {}, cwd = product) => {
    const port = await freePort();
    const open = { APP_ENV: 'development', AUTH: 'none', DATABASE: join(place, `${port}.sqlite3`) };
    const env = { ...process.env, ...open, ...settings };
    const all = args.map((arg) => (arg === 'PORT' ? String(port) : arg));
    servers.push(spawn(python, all, { cwd, env, stdio: 'ignore' }));
    await isUp(port);
    await fetch(`http://127.0.0.1:${port}/healthz`); // it listens before it answers
    return port;
  };
  const own = (runtime, cwd = product) =>
    serve(['-m', 'serving', '--port', 'PORT'], { RUNTIME: runtime }, cwd);
  try {
    const pictures = JSON.parse(
      execFileSync(python, [here('reference/two_pictures.py')], { encoding: 'utf8' }),
    );
    const measured = join(place, 'measured.json');
    const ports = {
      product: await own(measured),
      single: await own(atOnce(measured, join(place, 'single.json'), 1)),
      several: await own(atOnce(measured, join(place, 'several.json'), 8)),
      tensors: await own('off', tensors),
      constant: await serve([here('reference/constant.py'), 'PORT']),
      reference: await serve([here('reference/pictures.py'), 'PORT', join(product, 'model', 'model.onnx')]),
    };
    const bare = (place) =>
      Number(execFileSync(python, [here('reference/bare.py'), artifactOf(place), `${SIDE}`]));
    return rows(measure(ports, pictures, () => ({ picture: bare(product), tensor: bare(tensors) })));
  } finally {
    for (const server of servers) server.kill();
    rmSync(place, { recursive: true, force: true });
  }
}

function artifactOf(product) {
  const version = readFileSync(join(product, 'artifacts', 'current'), 'utf8').trim();
  return join(product, 'artifacts', version, 'model.onnx');
}

/** Writes what was measured at start anew, with so many questions at once; returns the file. */
function atOnce(measured, file, count) {
  const known = JSON.parse(readFileSync(measured, 'utf8'));
  for (const choice of Object.values(known)) choice.at_once = count;
  writeFileSync(file, JSON.stringify(known));
  return file;
}

/** Medians over rounds in which every server is asked in turn: what the machine does meanwhile falls on all alike. */
function measure({ tensors, constant, ...ports }, { small, photo }, bare) {
  const digit = { inputs: { pixels: [[Array(SIDE).fill(Array(SIDE).fill(0.5))]] } };
  const found = {
    bare: [],
    small: [],
    bareTensor: [],
    tensor: [],
    constant: [],
    reference: [],
    product: [],
    single: [],
    several: [],
  };
  for (const port of Object.values(ports)) ask(port, { image: small }, 4, 0.5);
  ask(tensors, digit, 4, 0.5);
  ask(constant, {}, 4, 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    const alone = bare();
    found.bare.push(alone.picture);
    found.bareTensor.push(alone.tensor);
    found.small.push(ask(ports.product, { image: small }, 1, SECONDS).p50);
    found.tensor.push(ask(tensors, digit, 1, SECONDS).p50);
    found.constant.push(ask(constant, {}, 1, SECONDS).p50);
    for (const [name, port] of Object.entries(ports))
      found[name].push(ask(port, { image: photo }, 8, SECONDS).rps);
  }
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, median(values)]));
}

function ask(port, body, connections, seconds) {
  const job = { port, path: '/api/v1/predict', body: JSON.stringify(body), connections, seconds };
  const told = execFileSync(process.execPath, [here('reference/load.mjs'), JSON.stringify(job)], {
    encoding: 'utf8',
  });
  return JSON.parse(told);
}

function rows({ bare, small, bareTensor, tensor, constant, product, single, several, reference }) {
  const row = (what, value, unit, bar, ok) => ({ what, value, unit, bar, ok });
  const more = small - bare;
  const moreTensor = tensor - bareTensor;
  const gain = product / reference;
  return [
    row('FastAPI returning a constant over HTTP, p50', constant, 'ms', null, true),
    row(`a tensor of ${SIDE} × ${SIDE} as JSON over HTTP, p50`, tensor, 'ms', null, true),
    row('… InferenceSession.run alone', bareTensor, 'ms', null, true),
    row('what the product adds', moreTensor, 'ms', '≤ 0.3', moreTensor <= 0.3),
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
