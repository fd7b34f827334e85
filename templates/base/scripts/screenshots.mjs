/**
 * npm run screenshots: the README's picture, taken of the running product, and the figures of its model card.
 *
 * The first page is photographed after its button was pressed, in the light and in the dark, the model's page as it is.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureEnvironments, ensureModel } from './lib/model.mjs';
import { ensurePackages, ensureWeb, tool } from './lib/node.mjs';
import { fillPlace } from './lib/readme.mjs';
import { main, ROOT, step } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';

const PICTURES = 'docs/pictures';
const QUIET_MS = 1000;
const LOOK = {
  viewport: { width: 1180, height: 820 },
  deviceScaleFactor: 2,
  locale: 'en-GB',
  reducedMotion: 'reduce',
};
/** A page is shown down to its end, if it is not too far. */
const HIGHEST = 1100;
const SHOTS = [
  { name: 'first-page', path: '/', colorScheme: 'light', asks: true },
  { name: 'first-page-dark', path: '/', colorScheme: 'dark', asks: true },
  { name: 'model', path: '/model', colorScheme: 'light', asks: false },
];

await main(async () => {
  await Promise.all([ensureWeb(), ensureEnvironments().then(() => ensureModel()), ensurePackages('tests')]);
  const executablePath = await ensureBrowser(join(ROOT, 'tests'), join(ROOT, '.tools', 'browsers'));
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
  const alone = {
    APP_ENV: 'development',
    AUTH: 'none',
    DATABASE: join(folder, 'predictions.sqlite3'),
    DATABASE_URL: '',
  };
  const { child, ready, ended } = serve({ ...alone, LOG_LEVEL: 'error' });
  try {
    const link = await ready;
    await step('pictures', () => photograph(link, executablePath));
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  const { title } = JSON.parse(readFileSync(join(ROOT, 'product.json'), 'utf8'));
  fillPlace('picture', picture(title));
  fillPlace('figures', figures());
});

async function photograph(link, executablePath) {
  const { chromium } = await import(pathToFileURL(tool('tests', 'playwright-core/index.mjs')).href);
  mkdirSync(join(ROOT, PICTURES), { recursive: true });
  const rootNeedsIt = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args: rootNeedsIt });
  try {
    for (const { name, path, colorScheme, asks } of SHOTS) {
      const page = await browser.newPage({ ...LOOK, colorScheme });
      const quiet = watchNetwork(page);
      await page.goto(new URL(path, link).href);
      await quiet();
      const button = page.locator('button[type=submit]').first();
      if (asks && (await button.count()) > 0) {
        await button.click();
        await quiet();
      }
      // The window grows to what is shown: what sticks to its lower edge would else stand in the middle of the picture.
      const whole = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: LOOK.viewport.width, height: Math.min(whole, HIGHEST) });
      await page.evaluate(() => scrollTo(0, 0));
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

/** The first page, as dark as its reader's own. */
function picture(title) {
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: dark)" srcset="${PICTURES}/first-page-dark.png">`,
    `  <img alt="${title.replaceAll('"', '&quot;')}: what is asked, the answer, and why" src="${PICTURES}/first-page.png">`,
    '</picture>',
  ];
}

/** The model card's metrics with their uncertainty, and what guessing would reach. */
function figures() {
  const version = readFileSync(join(ROOT, 'artifacts', 'current'), 'utf8').trim();
  const card = `artifacts/${version}/MODEL_CARD.md`;
  const { metrics } = JSON.parse(readFileSync(join(ROOT, 'artifacts', version, 'passport.json'), 'utf8'));
  if (!metrics) return [`[The model's card](${card})`];
  const round = (value) => Number(value.toPrecision(3)).toLocaleString('en-GB');
  const primary = metrics.values.find(({ name }) => name === metrics.primary);
  return [
    `| Model ${version}, on rows it has not seen | | 95 % between |`,
    '|---|---:|---:|',
    ...metrics.values.map(
      ({ label, value, low, high }) => `| ${label} | ${round(value)} | ${round(low)} – ${round(high)} |`,
    ),
    ...(metrics.baseline
      ? [`| ${metrics.baseline.name}: ${primary?.label ?? ''} | ${round(metrics.baseline.value)} | |`]
      : []),
    '',
    `Where it is weak, and whether to trust it: [its card](${card}), [the page about it](${PICTURES}/model.png).`,
  ];
}
