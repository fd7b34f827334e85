/**
 * Pictures and tensors over HTTP, on the sample digits: what the product adds to a bare `InferenceSession.run`, and to the
 * same model served by hand (FastAPI, Pillow, numpy); photos a second beside that, as a file and in base64, with questions
 * put together and one by one. Servers have all cores, as in use: that decoding has processes of its own is part of what is
 * measured.
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
const MOST = 1e8; // bytes of pictures
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
      execFileSync(python, [here('reference/some_pictures.py')], { encoding: 'utf8', maxBuffer: MOST }),
    );
    const measured = join(place, 'measured.json');
    const ports = {
      product: await own(measured),
      single: await own(atOnce(measured, join(place, 'single.json'), 1)),
      several: await own(atOnce(measured, join(place, 'several.json'), 8)),
      tensors: await own('off', tensors),
      constant: await serve([here('reference/constant.py'), 'PORT']),
      byHand: await serve([here('reference/tensors.py'), 'PORT', join(tensors, 'model', 'model.onnx')]),
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
function measure(ports, { small, web, phone }, bare) {
  const predict = '/api/v1/predict';
  const digit = { inputs: { pixels: [[Array(SIDE).fill(Array(SIDE).fill(0.5))]] } };
  const json = (body) => ({ path: predict, body: JSON.stringify(body), connections: 1 });
  const photos = (path, sent) => ({ path, connections: 8, ...sent });
  const inBase64 = { body: JSON.stringify({ image: web }) };
  const asked = {
    small: [ports.product, json({ image: small })],
    tensor: [ports.tensors, json(digit)],
    byHand: [ports.byHand, json(digit)],
    constant: [ports.constant, json({})],
    phone: [ports.product, photos(predict, { file: phone })],
    phoneByHand: [ports.reference, photos('/form', { file: phone })],
    web: [ports.product, photos(predict, { file: web })],
    webByHand: [ports.reference, photos('/form', { file: web })],
    base64: [ports.product, photos(predict, inBase64)],
    base64ByHand: [ports.reference, photos('/json', inBase64)],
    single: [ports.single, photos(predict, { file: web })],
    several: [ports.several, photos(predict, { file: web })],
  };
  const found = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  const alone = { picture: [], tensor: [] };
  for (const [port, job] of Object.values(asked)) ask(port, job, 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    const { picture, tensor } = bare();
    alone.picture.push(picture);
    alone.tensor.push(tensor);
    for (const [name, [port, job]] of Object.entries(asked)) {
      const { p50, rps } = ask(port, job, SECONDS);
      found[name].push(job.connections === 1 ? p50 : rps);
    }
  }
  const medians = (all) =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, median(values)]));
  return { ...medians(found), alone: medians(alone) };
}

function ask(port, job, seconds) {
  const input = JSON.stringify({ port, seconds, ...job });
  return JSON.parse(
    execFileSync(process.execPath, [here('reference/load.mjs')], { input, encoding: 'utf8' }),
  );
}

function rows(found) {
  const { alone, constant, byHand, tensor, small } = found;
  const row = (what, value, unit, bar = null, ok = true) => ({ what, value, unit, bar, ok });
  const adds = (what, more, bar = '≤ 0.3') => row(what, more, 'ms', bar, more <= 0.3);
  const gain = (what, value) => row(what, value, '×', '≥ 1.5', value >= 1.5);
  return [
    row('FastAPI returning a constant over HTTP, p50', constant, 'ms'),
    row(`a tensor of ${SIDE} × ${SIDE} as JSON over HTTP, p50`, tensor, 'ms'),
    row('… FastAPI and numpy by hand', byHand, 'ms'),
    row('… InferenceSession.run alone', alone.tensor, 'ms'),
    adds('what the product adds to the service by hand', tensor - byHand),
    adds('what the product and HTTP add to the run alone', tensor - alone.tensor),
    row(`a picture of ${SIDE} × ${SIDE} over HTTP, p50`, small, 'ms'),
    row('… InferenceSession.run alone', alone.picture, 'ms'),
    row("a phone's photos (4000 × 3000) as files, a second", found.phone, '/s'),
    row('… FastAPI, Pillow and numpy by hand', found.phoneByHand, '/s'),
    gain("a phone's photos over by hand", found.phone / found.phoneByHand),
    row('photos of 640 × 480 as files, a second', found.web, '/s'),
    row('… one question at a time', found.single, '/s'),
    row('… up to 8 questions at once', found.several, '/s'),
    row('… FastAPI, Pillow and numpy by hand', found.webByHand, '/s'),
    gain('photos of 640 × 480 over by hand', found.web / found.webByHand),
    row('photos of 640 × 480 in base64, a second', found.base64, '/s'),
    row('… FastAPI, Pillow and numpy by hand', found.base64ByHand, '/s'),
    gain('photos in base64 over by hand', found.base64 / found.base64ByHand),
  ];
}
