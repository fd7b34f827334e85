/** A product behind keys: the page asks for one, keeps it out of reach of scripts, and forgets it on request. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, assertFits, LOOKS, withBrowser } from './browser.mjs';

const CLOSED = process.env.CLOSED_URL?.replace(/\/$/, '');
const KEY = process.env.CLOSED_KEY;
const REFUSED = [/status of 401/, /preload/];

describe('the door', () => {
  const visit = withBrowser();
  const field = (page) => page.getByLabel('Key', { exact: true });
  const enter = (page) => page.getByRole('button', { name: 'Sign in' }).click();

  test('asks for a key, opens with it, and closes again', async () => {
    await visit({ at: CLOSED, path: '/model', allow: REFUSED }, async (page, context) => {
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await enter(page);
      await page.getByText('Paste the key').waitFor();
      await field(page).fill('nonsense');
      await enter(page);
      await page.getByText('This key is not known').waitFor();
      await field(page).fill(KEY);
      await enter(page);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      assert.equal(new URL(page.url()).pathname, '/model');
      assert.ok(!(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).includes(KEY));
      const [cookie] = await context.cookies();
      assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);
      await page.goto(`${CLOSED}/`);
      await page.getByRole('button', { name: 'Predict' }).click();
      await page.getByText(/^model v/).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  });

  for (const look of LOOKS) {
    test(`can be used by everyone, ${look.name}`, async () => {
      await visit({ at: CLOSED, allow: REFUSED, ...look }, async (page) => {
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        await assertFits(page);
        await assertAccessible(page);
      });
    });
  }
});
