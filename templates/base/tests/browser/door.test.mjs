/** A product behind keys: the page asks for one, keeps it out of reach of scripts and other sites, and forgets it on request. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertCount, assertFits, assertFocus, LOOKS, withBrowser } from './browser.mjs';

const CLOSED = process.env.CLOSED_URL?.replace(/\/$/, '');
const KEY = process.env.CLOSED_KEY;
// A browser says on its console that it was refused.
const REFUSED = [/status of 401/, /status of 403/];

const signInPage = (page) => page.getByRole('heading', { name: 'Sign in' });
const signOutButton = (page) => page.getByRole('button', { name: 'Sign out' });
const field = (page) => page.getByLabel('Key', { exact: true });
const enter = (page) => page.getByRole('button', { name: 'Sign in' }).click();

async function signIn(page) {
  await field(page).fill(KEY);
  await enter(page);
  await signOutButton(page).waitFor();
}

describe('the door', () => {
  const visit = withBrowser();

  test('asks for a key, opens the page that was wanted, and closes again', async () => {
    await visit({ at: CLOSED, path: '/model?from=a-link', allow: REFUSED }, async (page, context) => {
      await signInPage(page).waitFor();
      await enter(page);
      await page.getByText('Paste the key').waitFor();
      await field(page).fill('nonsense');
      await enter(page);
      await page.getByText('This key is not known').waitFor();
      await signIn(page);
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/model?from=a-link');
      await assertCount(signInPage(page), 0);

      const seen = await page.evaluate(
        () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
      );
      assert.ok(!seen.includes(KEY), 'a script can read the key');
      const [cookie] = await context.cookies();
      assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);

      await page.goto(`${CLOSED}/`);
      await signOutButton(page).click();
      await signInPage(page).waitFor();
      assert.deepEqual(await context.cookies(), []);
      await assertCount(signOutButton(page), 0);
    });
  });

  test('asks again where the key was revoked meanwhile, and goes on where one was', async () => {
    await visit({ at: CLOSED, path: '/model', allow: REFUSED }, async (page, context) => {
      await signInPage(page).waitFor();
      await signIn(page);
      const [cookie] = await context.cookies();
      await context.addCookies([{ ...cookie, value: 'a-key-that-was-revoked' }]);
      await page.goto(`${CLOSED}/history`);
      await signInPage(page).waitFor();
      await signIn(page);
      assert.equal(new URL(page.url()).pathname, '/history');
    });
  });

  test('can be opened by keyboard alone', async () => {
    await visit({ at: CLOSED, path: '/model', allow: REFUSED }, async (page) => {
      await signInPage(page).waitFor();
      await assertFocus(field(page));
      await page.keyboard.type(KEY);
      await page.keyboard.press('Enter');
      await signOutButton(page).waitFor();
    });
  });

  for (const look of LOOKS) {
    test(`can be used by everyone, ${look.name}`, async () => {
      await visit({ at: CLOSED, allow: REFUSED, ...look }, async (page) => {
        await signInPage(page).waitFor();
        await assertFits(page);
        await assertAccessible(page);
        const [place, form] = await Promise.all([
          field(page).boundingBox(),
          page.locator('form').boundingBox(),
        ]);
        assert.ok(
          place.width > form.width * 0.8,
          'the field is narrower than its frame: its styles are missing',
        );
        await enter(page);
        await page.getByText('Paste the key').waitFor();
        await assertAccessible(page);
        await signIn(page);
        await assertFits(page);
        await assertAccessible(page);
      });
    });
  }
});

describe('another site', () => {
  const visit = withBrowser();
  let other;
  /** Requests that a browser sends without asking first, to what writes: by form, and by script. */
  const ATTACK = `<!doctype html><title>other</title>
    <form method="post" enctype="multipart/form-data"><input name="file" value="id,actual"></form>
    <form method="post" enctype="text/plain"><input name='{"key":"' value='"}'></form>`;

  before(async () => {
    other = createServer((_, response) => response.setHeader('content-type', 'text/html').end(ATTACK));
    await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  after(() => other.close());

  // The same address with another port is the same site to a cookie, and another origin; another name is another site.
  for (const host of ['127.0.0.1', 'localhost'])
    test(`cannot use a cookie from ${host}`, async () => {
      const allow = [/status of 4/, /CORS policy/, /net::ERR_FAILED/];
      await visit({ at: CLOSED, path: '/model', allow }, async (page) => {
        await signInPage(page).waitFor();
        await signIn(page);
        const statuses = [];
        page.on('response', (it) => {
          if (it.url().startsWith(CLOSED) && it.request().method() !== 'GET') statuses.push(it.status());
        });
        const attack = `http://${host}:${other.address().port}/`;
        for (const path of ['/api/v1/feedback/batch', '/api/v1/predict', '/api/v1/session']) {
          for (const form of [0, 1]) {
            await page.goto(attack);
            const answered = page.waitForResponse((it) => it.url() === CLOSED + path);
            await page.evaluate(
              ([at, number]) => {
                document.forms[number].action = at;
                document.forms[number].submit();
              },
              [CLOSED + path, form],
            );
            const status = (await answered).status();
            await page.waitForURL(CLOSED + path);
            assert.ok([401, 403, 415].includes(status), `${path} by form: ${status}`);
          }
          await page.goto(attack);
          const refused = await page.evaluate(
            (at) =>
              fetch(at, { method: 'POST', body: '{}', credentials: 'include' }).then(
                () => 'read',
                () => 'refused',
              ),
            CLOSED + path,
          );
          assert.equal(refused, 'refused', `${path} by script`);
        }
        assert.ok(statuses.length > 0 && statuses.every((it) => it >= 400), String(statuses));
        const blind = await page.evaluate(
          (at) =>
            fetch(at, { credentials: 'include' }).then(
              () => 'read',
              () => 'refused',
            ),
          `${CLOSED}/api/v1/model`,
        );
        assert.equal(blind, 'refused', 'another site could read an answer');
        await page.goto(`${CLOSED}/model`);
        await signOutButton(page).waitFor();
      });
    });
});
