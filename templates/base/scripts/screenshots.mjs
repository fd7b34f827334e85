/**
 * npm run screenshots: the README's picture, taken of the running product, and the figures of its model card.
 *
 * The first page is photographed after its button was pressed, in the light and in the dark, the model's page as it is.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureEnvironments, ensureModel } from './lib/model.mjs';
import { ensurePackages, ensureWeb, tool } from './lib/node.mjs';
import { fillPlace } from './lib/readme.mjs';
import { main, ROOT, step } from './lib/run.mjs';
import { freePort, serve } from './lib/serve.mjs';

const PICTURES = 'docs/pictures';
const QUIET_MS = 1000;
const SHOTS = [
  { name: 'first-page', path: '/', colorScheme: 'light', asks: true },
  { name: 'first-page-dark', path: '/', colorScheme: 'dark', asks: true },
  { name: 'model', path: '/model', colorScheme: 'light', asks: false },
];

await main(async () => {
  await Promise.all([ensureWeb(), ensureEnvironments().then(() => ensureModel()), ensurePackages('tests')]);
  const executablePath = await ensureBrowser(join(ROOT, 'tests'), join(ROOT, '.tools', 'browsers'));
  const { child, ready, ended } = serve(await freePort(), { DATABASE: 'off', LOG_LEVEL: 'error' });
  try {
    const link = await ready;
    await step('pictures', () => photograph(link, executablePath));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  const { title } = JSON.parse(readFileSync(join(ROOT, 'product.json'), 'utf8'));
  fillPlace('picture', `![${title}](${PICTURES}/first-page.png)`);
  fillPlace('figures', figures());
});

async function photograph(link, executablePath) {
  const { chromium } = await import(pathToFileURL(tool('tests', 'playwright-core/index.mjs')).href);
  mkdirSync(join(ROOT, PICTURES), { recursive: true });
  const rootNeedsIt = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args: rootNeedsIt });
  try {
    for (const { name, path, colorScheme, asks } of SHOTS) {
      const look = {
        viewport: { width: 1180, height: 820 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
        colorScheme,
      };
      const page = await browser.newPage(look);
      const quiet = watchNetwork(page);
      await page.goto(new URL(path, link).href);
      await quiet();
      const button = page.locator('button[type=submit]').first();
      if (asks && (await button.count()) > 0) {
        await button.click();
        await quiet();
      }
      await page.screenshot({ path: join(ROOT, PICTURES, `${name}.png`), animations: 'disabled' });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return PICTURES;
}

/** Gives a function that waits until the page has asked for nothing for a while: one answer may bring up the next question. */
function watchNetwork(page) {
  let open = 0;
  let last = Date.now();
  const count = (change) => () => {
    open += change;
    last = Date.now();
  };
  page.on('request', count(1));
  page.on('requestfinished', count(-1));
  page.on('requestfailed', count(-1));
  return async () => {
    last = Date.now();
    while (open > 0 || Date.now() - last < QUIET_MS) await page.waitForTimeout(100);
  };
}

/** One line of the model card: its metrics with their uncertainty, and what guessing would reach. */
function figures() {
  const version = readFileSync(join(ROOT, 'artifacts', 'current'), 'utf8').trim();
  const { metrics } = JSON.parse(readFileSync(join(ROOT, 'artifacts', version, 'passport.json'), 'utf8'));
  const round = (value) => Number(value.toPrecision(3)).toLocaleString('en-GB');
  const values = (metrics?.values ?? []).map(
    ({ label, value, low, high }) => `${label} ${round(value)} (${round(low)} – ${round(high)})`,
  );
  const guess = metrics?.baseline ? `; ${metrics.baseline.name}: ${round(metrics.baseline.value)}` : '';
  return `**Model ${version}**, on rows it has not seen: ${values.join(', ')}${guess}. [Its card](artifacts/${version}/MODEL_CARD.md)`;
}
