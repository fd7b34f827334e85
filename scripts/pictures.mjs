/**
 * Takes the pictures of the README from the real thing: products are written in a terminal, started, and used in a
 * browser. `npm run pictures` takes all, `npm run pictures -- digits` those of one sample.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Convert from 'ansi-to-html';
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../templates/base/scripts/lib/browser.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs', 'pictures');

/** Sample → the folder it is written to, what is photographed of it, and whether its terminal is. */
const SUBJECTS = {
  fraud: {
    folder: 'shop',
    terminal: true,
    shots: [
      { name: 'predict', path: '/', scheme: 'light', height: 800, use: askRow },
      { name: 'predict-dark', path: '/', scheme: 'dark', height: 800, use: askRow },
      { name: 'model', path: '/model', scheme: 'light', height: 1000 },
    ],
  },
  digits: {
    folder: 'digits',
    terminal: false,
    shots: [
      { name: 'digits', path: '/', scheme: 'light', height: 1160, use: askPicture },
      { name: 'digits-dark', path: '/', scheme: 'dark', height: 1160, use: askPicture },
    ],
  },
};
const WIDTH = 1180;

async function askRow(page) {
  await page.getByRole('button', { name: 'Predict' }).click();
  await page.waitForLoadState('networkidle');
  await page.getByText('From the usual').waitFor();
}

/** The page's own example, its answer and the map of what spoke for it. */
async function askPicture(page) {
  await page.getByRole('button', { name: 'Predict' }).click();
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByTestId('why-chart').getByRole('img').waitFor();
}

/** Runs a command in a real terminal (`script` gives it one) and returns what the screen showed, colours included. */
function inTerminal(command, cwd) {
  const run = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '112', FORCE_COLOR: '1', TERM: 'xterm-256color' },
  });
  if (run.status !== 0) throw new Error(`${command} ended with ${run.status}:\n${run.stdout}`);
  return run.stdout;
}

const ESCAPE = String.fromCharCode(27);
const LINE_TAKEN_BACK = new RegExp(`\\r|${ESCAPE}\\[2K|${ESCAPE}\\[1G`);
const CURSOR_MOVED = new RegExp(`${ESCAPE}\\[\\??\\d*[A-HJKSTfhl]`, 'g');

/** What is left on the screen: later text replaces what a carriage return or a cleared line took back. */
function lastScreen(output) {
  return output
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split(LINE_TAKEN_BACK).findLast((part) => part !== '') ?? '')
    .join('\n')
    .replace(CURSOR_MOVED, '');
}

/** A terminal as a page, to be photographed. */
function terminalPage(command, output) {
  const body = new Convert({ fg: '#d7dae0', bg: '#16181d', escapeXML: true }).toHtml(lastScreen(output));
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; padding: 28px; background: #e9ecef; display: inline-block }
    pre { margin: 0; padding: 22px 26px; border-radius: 10px; background: #16181d; color: #d7dae0; font: 14px/1.5 'DejaVu Sans Mono', monospace; box-shadow: 0 8px 30px #0003 }
    b { color: #fff }
  </style><pre><b>$ ${command}</b>\n${body}</pre>`;
}

/** Starts the product and resolves to its link. */
async function startProduct(folder) {
  // In a group of its own, which is told to stop as Ctrl-C does: npm alone would leave the server behind.
  const env = { ...process.env, PORT: '8765' };
  const child = spawn('npm', ['start'], { cwd: folder, env, detached: true });
  let seen = '';
  const link = await new Promise((found, failed) => {
    child.stdout.on('data', (chunk) => {
      seen += chunk;
      const match = /https?:\/\/\S+/.exec(seen);
      if (match) found(match[0]);
    });
    child.on('exit', () => failed(new Error(`the product did not start:\n${seen}`)));
  });
  return { link, stop: () => process.kill(-child.pid, 'SIGINT') };
}

async function photograph(browser, link, shots) {
  for (const { name, path, scheme, height, use } of shots) {
    const page = await browser.newPage({
      viewport: { width: WIDTH, height },
      colorScheme: scheme,
      locale: 'en-GB',
    });
    await page.goto(new URL(path, link).href, { waitUntil: 'networkidle' });
    await use?.(page);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
    await page.close();
  }
}

async function photographTerminal(browser, command, output) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 600 }, deviceScaleFactor: 2 });
  await page.setContent(terminalPage(command, output));
  await page.locator('body').screenshot({ path: join(PICTURES, 'terminal.png') });
  await page.close();
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUBJECTS);
const work = mkdtempSync(join(tmpdir(), 'pictures-'));
const browser = await chromium.launch({
  executablePath: await ensureBrowser(ROOT, join(ROOT, '.cache', 'browsers')),
  args: ['--no-sandbox'],
});
try {
  for (const sample of chosen) {
    const { folder, terminal, shots } = SUBJECTS[sample];
    const flags = `${folder} --sample ${sample} --yes`;
    const written = inTerminal(`node ${join(ROOT, 'dist', 'bin.cjs')} ${flags}`, work);
    if (terminal)
      await photographTerminal(
        browser,
        `npm create ml-product ${folder} -- --sample ${sample} --yes`,
        written,
      );
    const product = await startProduct(join(work, folder));
    try {
      await photograph(browser, product.link, shots);
    } finally {
      product.stop();
    }
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
