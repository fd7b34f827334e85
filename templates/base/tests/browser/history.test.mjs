/** The pages of past answers, as every kind of product has them: listed, opened, judged, asked again. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ask, saidIn, shown, truthOf } from './asking.mjs';
import {
  assertAccessible,
  assertCount,
  assertFits,
  described,
  LOOKS,
  PRODUCT,
  withBrowser,
} from './browser.mjs';

describe('the history', () => {
  const visit = withBrowser();
  let product;
  let truth;
  before(async () => {
    product = await described();
    truth = truthOf(product.model);
  });

  const answers = (page) => page.getByRole('list', { name: 'Answers' }).getByRole('listitem');
  const stored = async (id) => (await fetch(`${PRODUCT}/api/v1/predictions/${id}`)).json();
  const say = (id, said) =>
    fetch(`${PRODUCT}/api/v1/predictions/${id}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(said),
    });

  test('lists the latest answer first, and opens it under its own address', async () => {
    const [{ id }] = await ask();
    await visit({ path: '/history' }, async (page) => {
      await answers(page).first().getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: /^Answer of/ }).waitFor();
      assert.equal(new URL(page.url()).pathname, `/history/${id}`);
      await page.reload();
      await shown(page);
      assert.equal(await page.getByTestId('answer-id').first().getAttribute('data-id'), id);
    });
  });

  test('shows more of them, a page at a time', async () => {
    await ask(60);
    await visit({ path: '/history' }, async (page) => {
      await answers(page).first().waitFor();
      await assertCount(answers(page), 50);
      await page.getByRole('button', { name: 'Show more' }).click();
      await answers(page).nth(59).waitFor();
      const led = await answers(page)
        .getByRole('link')
        .evaluateAll((links) => links.map((link) => link.href));
      assert.equal(new Set(led).size, led.length, 'no answer is listed twice');
    });
  });

  test('keeps its filters in the address', async () => {
    const [right, wrong] = await ask(2);
    await say(right.id, { correct: true });
    await say(wrong.id, { correct: false });
    await visit({ path: '/history' }, async (page) => {
      await page.getByLabel('Feedback').selectOption('wrong');
      await page.waitForURL('**/history?feedback=wrong');
      await page.reload();
      await answers(page).first().waitFor();
      assert.equal(await page.getByLabel('Feedback').inputValue(), 'wrong');
      const words = await answers(page).allTextContents();
      assert.ok(
        words.every((text) => text.includes('wrong')),
        words.join('\n'),
      );
      if (truth.asked !== 'choice') return;
      await page.getByLabel('Answer', { exact: true }).selectOption(saidIn(wrong));
      await page.waitForURL(`**/history?feedback=wrong&answer=*`);
      await answers(page).first().waitFor();
    });
  });

  test('says so when no answer is like that, and shows all again', async () => {
    await ask();
    await visit({ path: '/history?version=none-like-this' }, async (page) => {
      await page.getByText('No answer is like that').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await answers(page).first().waitFor();
    });
  });

  test('opens an answer by its id, and says when there is none', async () => {
    const [{ id }] = await ask();
    await visit({ path: '/history', allow: [/404/] }, async (page) => {
      await page.getByLabel('Id of an answer').fill(`  ${id} `);
      await page.getByRole('button', { name: 'Open' }).click();
      await page.waitForURL(`**/history/${id}`);
      await page.goto(`${PRODUCT}/history/01AAAAAAAAAAAAAAAAAAAAAAAA`);
      await page.getByRole('alert').getByText('There is no answer with the id').waitFor();
      await page.getByLabel('Id of an answer').fill(id);
      await page.getByRole('button', { name: 'Open' }).click();
      await shown(page);
    });
  });

  test('keeps what came true, with a note', async (context) => {
    if (truth.asked === 'verdict') return context.skip('no more can be said than right or wrong');
    const [{ id }] = await ask();
    await visit({ path: `/history/${id}` }, async (page) => {
      await shown(page);
      if (truth.asked === 'choice') {
        await page.getByRole('button', { name: 'Say what it was' }).click();
        await page.getByLabel('It was').selectOption(truth.values.at(-1));
      } else await page.getByLabel('It was').fill('1234');
      await page.getByLabel('Note').fill('seen twice');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').getByText('seen twice').waitFor();
      const { feedback } = await stored(id);
      assert.equal(feedback.note, 'seen twice');
      assert.equal(feedback.actual, truth.asked === 'choice' ? truth.values.at(-1) : 1234);
      await page.reload();
      await page.getByRole('status').getByText('seen twice').waitFor();
    });
  });

  test('asks the current model again, and shows the difference', async () => {
    const [{ id }] = await ask();
    await visit({ path: `/history/${id}` }, async (page) => {
      await page.getByRole('button', { name: 'Predict again with the current model' }).click();
      await page.getByText('The same answer.').waitFor();
      await page.getByRole('link', { name: 'an answer of its own' }).click();
      await page.waitForURL((url) => url.pathname !== `/history/${id}`);
      await shown(page);
    });
  });

  test('takes a table of what came true, and says what it could not keep', async (context) => {
    if (truth.asked === 'verdict') return context.skip('no more can be said than right or wrong');
    const [one, other] = await ask(2);
    const came = truth.asked === 'choice' ? truth.values[0] : '1000';
    const table = `id,actual\n${one.id},${came}\n${other.id},${came}\nnobody,${came}\n`;
    await visit({ path: '/history' }, async (page) => {
      await page.getByText('Upload what came true').click();
      await page
        .getByLabel('A CSV with the columns')
        .setInputFiles({ name: 'truth.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
      await page.getByText('2 kept, 1 not').waitFor();
      await page.getByRole('row', { name: /nobody/ }).waitFor();
      await assertAccessible(page);
    });
    assert.equal(String((await stored(one.id)).feedback.actual), came);
  });

  test("sets the figures in use beside the model's own", async (context) => {
    if (!product.model.metrics) return context.skip('the model has no figures of its own');
    const [{ id }] = await ask();
    await say(id, truth.asked === 'number' ? { actual: 1000 } : { correct: true });
    for (const path of ['/history', '/model'])
      await visit({ path }, async (page) => {
        const use = page.getByText(/answers of model .* have been judged/);
        await use.waitFor();
        await page.getByText('in use', { exact: true }).first().waitFor();
        await page.getByText('held-out rows', { exact: true }).first().waitFor();
      });
  });

  test('says that the service cannot be reached, and tries again', async () => {
    await ask();
    await visit({ path: '/no-such-page', allow: [/ERR_FAILED/] }, async (page) => {
      await page.route('**/api/v1/predictions?*', (route) => route.abort());
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
      await page.unroute('**/api/v1/predictions?*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await answers(page).first().waitFor();
    });
  });

  for (const look of LOOKS) {
    test(`holds an answer of its own, ${look.name}`, async () => {
      const [{ id }] = await ask();
      await visit({ ...look, path: `/history/${id}` }, async (page) => {
        await shown(page);
        await page.getByRole('button', { name: 'Predict again with the current model' }).click();
        await page.getByText('The same answer.').waitFor();
        await assertFits(page);
        await assertAccessible(page);
      });
    });
  }
});
