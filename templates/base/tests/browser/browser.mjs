/** A browser on the running product, for the tests: the runner says where both are. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const PRODUCT = process.env.PRODUCT_URL?.replace(/\/$/, '');

export const DESK = { viewport: { width: 1280, height: 860 } };
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** How each page must hold up: on a desk and on a phone, in the light and in the dark. */
export const LOOKS = [
  { name: 'desk, light', ...DESK, colorScheme: 'light' },
  { name: 'desk, dark', ...DESK, colorScheme: 'dark' },
  { name: 'phone, light', ...PHONE, colorScheme: 'light' },
  { name: 'phone, dark', ...PHONE, colorScheme: 'dark' },
];

/** However busy the machine is, what was waited for so long does not come. */
const PATIENCE_MS = 90_000;

/** Said of whatever the page fetched ahead and used three seconds later, or never: on a busy machine, of anything. */
const LATE = /was preloaded using link preload but not used within a few seconds/;

/** A camera and a microphone that Chromium plays itself, and a visitor who lets the page use them. */
const PRETENDED_DEVICES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** What the product says of itself; the tests read it as the page does, so they fit any contract. */
export async function described() {
  const read = async (path) => (await fetch(PRODUCT + path)).json();
  const [openapi, model] = await Promise.all([read('/openapi.json'), read('/api/v1/model')]);
  return { openapi, model };
}

/**
 * Starts a browser for a file of tests.
 *
 * @returns `visit(options, test)`: opens a page with a context of its own, runs the test in it and then fails it if
 * the page complained on the console. `prepare(page)` is called before the page is opened.
 */
export function withBrowser() {
  let browser;
  before(async () => {
    assert.ok(PRODUCT, 'PRODUCT_URL is not set: `npm test` starts a product and says where it is');
    const rootNeedsIt = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...rootNeedsIt, ...PRETENDED_DEVICES];
    browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args });
  });
  after(() => browser?.close());

  return async function visit({ at = PRODUCT, path = '/', allow = [], prepare, ...options }, test) {
    const { name: _, ...look } = options;
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...DESK, ...look });
    context.setDefaultTimeout(PATIENCE_MS);
    const complaints = [];
    try {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      await prepare?.(page);
      await page.goto(at + path);
      await test(page, context);
    } finally {
      await context.close();
    }
    const unexpected = complaints.filter((text) => ![LATE, ...allow].some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], 'the page complained on the console');
  };
}

/** Fails with the rule, the place and the reason of everything that axe finds. */
export async function assertAccessible(page) {
  // What the other mode adds is frames of other sites, and a second page each time: there is none here.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
  assert.deepEqual(found, [], 'axe found something');
}

/** Waits until there are so many of something, and no more. */
export async function assertCount(found, count) {
  if (count > 0) await found.nth(count - 1).waitFor();
  await found.nth(count).waitFor({ state: 'detached' });
  assert.equal(await found.count(), count);
}

/** Waits until the keyboard writes into something, or into a part of it. */
export function assertFocus(found) {
  return found.and(found.page().locator(':focus-within')).waitFor();
}

/** Presses the button that copies the request, and reads what it copied: a browser copies when it comes to it. */
export async function copied(page, name) {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: `Copy the request as ${name}` }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Fails if the page is wider than the window. */
export async function assertFits(page) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `the page is ${wide} pixels wide, the window ${window}`);
}
