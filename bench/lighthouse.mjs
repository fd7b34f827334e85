/** Lighthouse on a simulated phone: every page of a product, beside a bare page. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../scripts/prepare.mjs';
import { ensureBrowser } from '../templates/base/scripts/lib/browser.mjs';
import { median } from './medians.mjs';
import { ensureProduct, pythonOf } from './product.mjs';

/** Only this bench needs Lighthouse and its 200 packages, so it has a folder of its own. */
const PACKAGES = fileURLToPath(new URL('lighthouse', import.meta.url));
const PROGRAM = join(PACKAGES, 'node_modules', 'lighthouse', 'cli', 'index.js');
const ROUNDS = 3;
const PORT = 8790;
const LEAST = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const PAGES = { Predict: '/', Batch: '/batch', History: '/history', Model: '/model' };
/** What this machine, as busy as it is, gives to a page that has nothing to load. */
const BARE = 'a bare page';
const BARE_HTML =
  '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Bare</title><h1>Bare</h1>';

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-lighthouse-'));
  install();
  const product = ensureProduct();
  buildPage(product);
  const bare = createServer((_, response) => response.setHeader('content-type', 'text/html').end(BARE_HTML));
  await once(bare.listen(0, '127.0.0.1'), 'listening');
  const stop = await serve(product, join(folder, 'predictions.sqlite3'));
  try {
    const browser = await ensureBrowser(process.cwd(), join(folder, 'browsers'));
    const addresses = { [BARE]: `http://127.0.0.1:${bare.address().port}/` };
    for (const [page, path] of Object.entries(PAGES)) addresses[page] = `http://127.0.0.1:${PORT}${path}`;
    const scores = Object.fromEntries(Object.keys(addresses).map((page) => [page, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [page, address] of Object.entries(addresses))
        scores[page].push(await look(address, browser, folder));
    return Object.entries(scores).flatMap(([page, rounds]) => rowsOf(page, rounds));
  } finally {
    await stop();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(page, rounds) {
  const isReference = page === BARE;
  const counted = isReference ? CATEGORIES.slice(0, 1) : CATEGORIES;
  return counted.map((category) => {
    const value = median(rounds.map((scores) => scores[category]));
    const bar = isReference ? null : `≥ ${LEAST}`;
    return {
      what: `${page}, phone: ${category}`,
      value,
      unit: 'of 100',
      bar,
      ok: isReference || value >= LEAST,
    };
  });
}

/** One run of Lighthouse, in a browser of its own. */
async function look(url, browser, folder) {
  const report = join(folder, 'report.json');
  const flags = process.getuid?.() === 0 ? '--headless=new --no-sandbox' : '--headless=new';
  const args = [url, '--quiet', '--output=json', `--output-path=${report}`, `--chrome-flags=${flags}`];
  const env = { ...process.env, CHROME_PATH: browser };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Lighthouse ended with ${code} on ${url}`);
  const { categories } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.fromEntries(
    CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
  );
}

/** The production server, which compresses and lets assets be kept. */
async function serve(product, database) {
  const child = spawn(pythonOf(product, '.venv-serving'), ['-m', 'serving', '--port', String(PORT)], {
    cwd: product,
    env: { ...process.env, DATABASE: database, LOG_LEVEL: 'error', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of child.stdout) if (String(line).includes('http://')) break;
  return async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
}

function buildPage(product) {
  const build = "import { ensureWeb } from './scripts/lib/node.mjs'; await ensureWeb();";
  const built = spawnSync(process.execPath, ['--input-type=module', '-e', build], {
    cwd: product,
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error(`the page of the product in ${product} could not be built`);
}

function install() {
  if (existsSync(PROGRAM)) return;
  const [program, args] = npm(['ci', '--prefix', PACKAGES, '--no-audit', '--no-fund', '--loglevel=error']);
  const installed = spawnSync(program, args, { stdio: 'inherit' });
  if (installed.status !== 0) throw new Error(`the packages in ${PACKAGES} could not be installed`);
}
