/** From an empty folder to the first prediction over HTTP, with warm package caches, and the second start. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './medians.mjs';

const PROGRAM = fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));
const SECOND_STARTS = 3;
const PENGUIN = { island: 'Biscoe', year: 2008 };

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const place = mkdtempSync(join(tmpdir(), 'bench-first-'));
  const product = join(place, 'penguins');
  try {
    await firstPrediction(product, true); // warms the package caches, and is not counted
    rmSync(product, { recursive: true });
    const first = await firstPrediction(product, true);
    const again = [];
    for (let round = 0; round < SECOND_STARTS; round++) again.push(await firstPrediction(product, false));
    return [
      atMost('empty folder → first prediction over HTTP, warm package caches', first, 60),
      atMost('second start → first prediction over HTTP', median(again), 3),
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Seconds until `npm start` in the product answers; `write` counts writing it too. */
async function firstPrediction(product, write) {
  const start = performance.now();
  if (write) execFileSync(process.execPath, [PROGRAM, product, '--sample', 'penguins', '--yes']);
  const child = spawn('npm', ['start'], {
    cwd: product,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    await predict(await linkOf(child));
    return (performance.now() - start) / 1000;
  } finally {
    process.kill(-child.pid, 'SIGINT');
    await new Promise((ended) => child.once('close', ended));
  }
}

function linkOf(child) {
  return new Promise((found, failed) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const link = /https?:\/\/\S+/.exec(said);
      if (link) found(link[0]);
    });
    child.once('close', () => failed(new Error(`npm start ended without a link:\n${said}`)));
  });
}

async function predict(link) {
  const response = await fetch(new URL('/api/v1/predict', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PENGUIN),
  });
  if (!response.ok) throw new Error(`the first prediction was answered with ${response.status}`);
}

function atMost(what, value, bar) {
  return { what, value, unit: 's', bar: `≤ ${bar} s`, ok: value <= bar };
}
