/** The page that answers a whole table, as somebody uses it. The tables are made from the product's own template. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import {
  assertAccessible,
  assertCount,
  assertFits,
  copied,
  described,
  LOOKS,
  PRODUCT,
  withBrowser,
} from './browser.mjs';

const ROWS = 300;
const WRONG = [7, 150, 299];
const AN_ID = /[0-9A-HJKMNP-TV-Z]{26}/g;

describe('the page for batches', () => {
  const visit = withBrowser();
  let header;
  let example;
  let column;
  before(async () => {
    const template = await (await fetch(`${PRODUCT}/api/v1/template.csv`)).text();
    [header, example] = template.trim().split(/\r?\n/);
    const { properties } = (await described()).openapi.components.schemas.Features;
    // A column that takes no word: a number, a date, or a choice.
    column = Object.values(properties).findIndex((schema) => !isFreeText(schema));
  });

  /** The template's row many times, with a word where none can be in some of them. */
  function table(rows = ROWS, wrong = WRONG) {
    const [, delimiter] = header.match(/(?:"[^"]*"|[^",;\t|]+)([,;\t|])/) ?? [null, ','];
    const cells = example.split(delimiter);
    const broken = cells.map((cell, place) => (place === column ? 'nonsense' : cell)).join(delimiter);
    const lines = Array.from({ length: rows }, (_, row) => (wrong.includes(row) ? broken : example));
    return `${[header, ...lines].join('\n')}\n`;
  }

  const choose = (page, text, name = 'rows.csv') =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const outcome = (page, words) => page.getByRole('status').getByText(words).waitFor();
  const send = async (text) =>
    (
      await fetch(`${PRODUCT}/api/v1/predict/batch`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', accept: 'text/csv' },
        body: text,
      })
    ).text();
  const downloaded = async (page, name) => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };

  test('answers every row, and hands out what the API answered, byte for byte', async () => {
    await visit({ path: '/batch' }, async (page) => {
      await choose(page, table());
      await outcome(page, `${ROWS - WRONG.length} answered, ${WRONG.length} with errors`);
      const file = await downloaded(page, 'Download');
      assert.equal(file.replace(AN_ID, 'id'), (await send(table())).replace(AN_ID, 'id'));
      const rows = page.getByRole('table').locator('tbody tr');
      const [end, start] = await rows.evaluateAll(([first, second]) => [
        first.getBoundingClientRect().bottom,
        second.getBoundingClientRect().top,
      ]);
      assert.equal(start, end, 'each row stands right below the one before');
      const count = await page.getByRole('table').getAttribute('aria-rowcount');
      assert.equal(Number(count), ROWS + 1);
    });
  });

  test('marks what is wrong at its cell, for the keyboard too', async () => {
    await visit({ path: '/batch' }, async (page) => {
      await choose(page, table());
      await page.getByLabel('Only rows with errors (3)').check();
      const marked = page.getByRole('button', { name: /: nonsense\. / });
      await marked.nth(2).waitFor();
      await assertCount(page.getByRole('table').locator('tbody tr'), WRONG.length);
      await marked.first().focus();
      await outcome(page, `Row ${WRONG[0] + 1}: `);
      const reason = await marked.first().getAttribute('aria-label');
      await outcome(page, reason.slice(reason.indexOf('. ') + 2));
    });
  });

  test('leads from a row to its place in the history, and goes on while one looks there', async () => {
    await visit({ path: '/batch' }, async (page) => {
      await choose(page, table(20, []));
      await page.getByRole('table').getByRole('link', { name: '3', exact: true }).click();
      await page.getByTestId('why-chart').waitFor();
      await page.getByRole('link', { name: 'Batch' }).click();
      await outcome(page, '20 answered');
    });
  });

  test('takes its own template', async () => {
    await visit({ path: '/batch' }, async (page) => {
      const template = await downloaded(page, 'Download a template first');
      await choose(page, template);
      await outcome(page, '1 answered');
    });
  });

  test('takes rows as JSON, one a line', async () => {
    await visit({ path: '/batch' }, async (page) => {
      const { properties } = (await described()).openapi.components.schemas.Features;
      const row = Object.entries(properties).map(([name, { examples }]) => [name, examples?.[0] ?? null]);
      await choose(page, `${JSON.stringify(Object.fromEntries(row))}\n`.repeat(4), 'rows.ndjson');
      await outcome(page, '4 answered');
    });
  });

  test('says at once that a spreadsheet is no CSV', async () => {
    await visit({ path: '/batch' }, async (page) => {
      await choose(page, 'PK\u0003\u0004 and so on', 'rows.xlsx');
      await page.getByRole('alert').getByText('Save as, CSV').waitFor();
    });
  });

  test('whose key was revoked meanwhile asks for another', async () => {
    const { CLOSED_URL: at, CLOSED_KEY: key } = process.env;
    await visit({ at, path: '/batch', allow: [/status of 401/] }, async (page, context) => {
      await page.getByLabel('Key', { exact: true }).fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      await page.locator('input[type=file]').waitFor({ state: 'attached' });
      await context.clearCookies();
      await choose(page, table());
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  });

  test('says what is wrong with a header, in the words of the API', async () => {
    await visit({ path: '/batch', allow: [/422/] }, async (page) => {
      await choose(page, 'no,such\n1,2\n');
      await outcome(page, 'Nothing was answered');
      await page.getByRole('alert').getByText("none of the model's columns").waitFor();
      await page.getByRole('button', { name: 'Another file' }).click();
      await page.getByText('Drop a CSV here').waitFor();
    });
  });

  test('says that the service cannot be reached, and starts again', async () => {
    await visit({ path: '/batch', allow: [/ERR_FAILED/] }, async (page) => {
      await page.route('**/predict/batch', (route) => route.abort());
      await choose(page, table(5, []));
      await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
      await page.unroute('**/predict/batch');
      await page.getByRole('button', { name: 'Start again' }).click();
      await outcome(page, '5 answered');
    });
  });

  test('keeps what was answered when the connection breaks', async () => {
    const answers = await send(table(10, []));
    const part = answers.split('\n').slice(0, 4).join('\n');
    await visit({ path: '/batch' }, async (page) => {
      await page.route('**/predict/batch', (route) =>
        route.fulfill({ headers: { 'x-rows': '10', 'content-type': 'text/csv' }, body: `${part}\nhalf a` }),
      );
      await choose(page, table(10, []));
      await outcome(page, 'Broken off after 3 of 10 rows: 3 answered');
      assert.equal(await downloaded(page, 'Download what was answered'), `${part}\n`);
    });
  });

  test('stops asking when it is cancelled', async () => {
    await visit({ path: '/batch', allow: [/ERR_ABORTED/] }, async (page) => {
      await page.route('**/predict/batch', () => {});
      const asked = page.waitForRequest('**/predict/batch');
      await choose(page, table(5, []));
      await asked;
      const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/batch'));
      await page.getByRole('button', { name: 'Cancel' }).click();
      await ended;
      await outcome(page, 'Cancelled.');
    });
  });

  test('copies the same batch as a command', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await visit({ path: '/batch', permissions }, async (page) => {
      await choose(page, table(5, []));
      assert.match(
        await copied(page, 'curl'),
        /^curl .*\/predict\/batch' .*--data-binary '@rows\.csv' -o 'rows-answers\.csv'$/,
      );
    });
  });

  for (const look of LOOKS) {
    test(`shows answers and errors, ${look.name}`, async () => {
      await visit({ ...look, path: '/batch' }, async (page) => {
        await choose(page, table());
        await page.getByText('nonsense').first().waitFor();
        await assertFits(page);
        await assertAccessible(page);
      });
    });
  }
});

/** Any word can be the value of such a field. */
function isFreeText(schema) {
  const core = schema.anyOf?.find((one) => one.type !== 'null') ?? schema;
  return (
    core.type === 'string' && !core.enum && core.const === undefined && !core.format && !core['x-format']
  );
}
