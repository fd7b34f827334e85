/** The page that asks, as somebody uses it. Everything expected is read from the product's own contract. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  assertAccessible,
  assertCount,
  assertFits,
  assertFocus,
  copied,
  described,
  LOOKS,
  PHONE,
  PRODUCT,
  withBrowser,
} from './browser.mjs';

describe('the page that asks', () => {
  const visit = withBrowser();
  let features;
  let fields;
  before(async () => {
    const { openapi } = await described();
    features = openapi.components.schemas.Features;
    fields = Object.keys(features.properties);
  });

  const box = (page, field) => page.locator(`[data-field=${JSON.stringify(field)}]`);
  const ready = (page) => box(page, fields.at(-1)).waitFor();
  const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
  const answered = (page) => page.getByTestId('answer').waitFor();
  const numbers = () =>
    fields.filter((field) => ['number', 'integer'].includes(coreOf(features.properties[field]).type));

  test('answers at the first click, and keeps the answer under its id', async () => {
    await visit({}, async (page) => {
      await ready(page);
      await press(page, 'Predict');
      await answered(page);
      const id = await page.getByTestId('answer-id').getAttribute('data-id');
      const stored = await (await fetch(`${PRODUCT}/api/v1/predictions/${id}`)).json();
      assert.equal(stored.id, id);
      const examples = fields.map((field) => [field, features.properties[field].examples?.[0] ?? null]);
      for (const [field, example] of examples)
        assert.deepEqual(stored.request[field] ?? null, example, field);
    });
  });

  test('has a labelled input for every field of the contract, filled with its example', async () => {
    await visit({}, async (page) => {
      await ready(page);
      const labelled = await page
        .locator('[data-field]')
        .evaluateAll((boxes) => boxes.map((box) => [box.dataset.field, box.textContent]));
      assert.deepEqual(
        labelled.map(([field]) => field),
        fields,
      );
      for (const [field, words] of labelled) {
        const { title = field } = features.properties[field];
        assert.ok(words.includes(title), `${field} is labelled ${title}`);
      }
    });
  });

  for (const look of LOOKS) {
    test(`shows answer and reasons, ${look.name}`, async () => {
      await visit(look, async (page) => {
        await ready(page);
        await press(page, 'Predict');
        await page.getByTestId('why-chart').waitFor();
        await assertFits(page);
        await assertAccessible(page);
        await assertInSight(page.getByTestId('answer'));
      });
    });
  }

  test('says why: what each field adds, down to the answer', async () => {
    await visit({}, async (page) => {
      await ready(page);
      const explained = page.waitForResponse('**/api/v1/explain');
      await press(page, 'Predict');
      const { contributions } = await (await explained).json();
      await page.getByTestId('why-chart').waitFor();
      const rows = page.getByTestId('why-chart').locator('tbody tr');
      await assertCount(rows, Math.min(contributions.length, 9));
      const [strongest] = [...contributions].sort(
        (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution),
      );
      const label = features.properties[strongest.field].title ?? strongest.field;
      assert.ok((await rows.first().textContent()).includes(label), `${label} comes first`);
    });
  });

  test('says at the field what is wrong, goes there, and forgets it when mended', async (context) => {
    const [field] = numbers();
    if (!field) return context.skip('the contract has no number');
    await visit({}, async (page) => {
      await ready(page);
      const input = box(page, field).getByRole('textbox');
      const before = await input.inputValue();
      await input.fill('a lot');
      await press(page, 'Predict');
      const title = features.properties[field].title ?? field;
      await box(page, field).getByText(`${title} must be a`).waitFor();
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      await assertFocus(input);
      await assertAccessible(page);
      await input.fill(before);
      await press(page, 'Predict');
      await answered(page);
      await assertCount(box(page, field).getByText(`${title} must be a`), 0);
    });
  });

  test('brings the field at fault to where it can be seen, on a phone', async () => {
    const field = fields[0];
    await visit({ ...PHONE, allow: [/422/] }, async (page) => {
      await ready(page);
      await page.route('**/api/v1/predict', (route) => route.fulfill(objecting(field, 'Not this one')));
      await press(page, 'Predict');
      await box(page, field).getByText('Not this one').waitFor();
      await assertFocus(box(page, field));
      // Nothing stands before it, once the page has come to rest.
      await page.waitForFunction(
        (element) => {
          const { x, y, width, height } = document.activeElement.getBoundingClientRect();
          return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        },
        await box(page, field).elementHandle(),
      );
    });
  });

  test("says the API's own objection at its field", async () => {
    const field = fields.at(-1);
    const objection = 'This one is not to my liking';
    await visit({ allow: [/422/] }, async (page) => {
      await ready(page);
      await page.route('**/api/v1/predict', (route) => route.fulfill(objecting(field, objection)));
      await press(page, 'Predict');
      await box(page, field).getByText(objection).waitFor();
      await assertFocus(box(page, field));
    });
  });

  test('keeps what was filled in when the service cannot be reached', async () => {
    await visit({ allow: [/ERR_FAILED/] }, async (page) => {
      await ready(page);
      await page.route('**/api/v1/predict', (route) => route.abort());
      await press(page, 'Predict');
      await page.getByText('The service cannot be reached').waitFor();
      await page.unroute('**/api/v1/predict');
      await press(page, 'Try again');
      await answered(page);
    });
  });

  test('clears the form, asks for what is needed, and fills the example in again', async () => {
    await visit({}, async (page) => {
      await ready(page);
      await press(page, 'Clear');
      const left = await page
        .locator('[data-asked=number] input, [data-asked=integer] input')
        .evaluateAll((inputs) => inputs.filter((input) => input.value !== '').length);
      assert.equal(left, 0, 'every number is empty');
      const needed = fields.find(
        (field) => features.required?.includes(field) && !isNullable(features.properties[field]),
      );
      if (needed) {
        await press(page, 'Predict');
        const title = features.properties[needed].title ?? needed;
        await box(page, needed).getByText(`${title} is missing`).waitFor();
      }
      await press(page, 'Example');
      await press(page, 'Predict');
      await answered(page);
    });
  });

  test('reads numbers as the language of the browser writes them', async (context) => {
    const field = numbers().find((name) => !Number.isInteger(features.properties[name].examples?.[0] ?? 0));
    if (!field) return context.skip('no example of the contract has a decimal point');
    const example = features.properties[field].examples[0];
    await visit({ locale: 'de-DE' }, async (page) => {
      await ready(page);
      const input = box(page, field).getByRole('textbox');
      assert.equal(await input.inputValue(), String(example).replace('.', ','));
      await input.fill(String(example).replace('.', ','));
      const sent = page.waitForRequest('**/api/v1/predict');
      await press(page, 'Predict');
      assert.equal((await sent).postDataJSON()[field], example);
    });
  });

  test('needs no mouse', async () => {
    await visit({}, async (page) => {
      await ready(page);
      const ask = page.getByRole('button', { name: 'Predict', exact: true });
      const hasFocus = (locator) => locator.evaluate((element) => element.contains(document.activeElement));
      const tabTo = async (locator) => {
        for (let presses = 0; presses < 20 && !(await hasFocus(locator)); presses++)
          await page.keyboard.press('Tab');
        assert.ok(await hasFocus(locator), 'the tab key leads there');
      };
      await tabTo(box(page, fields[0]));
      if (fields.length > 20) await box(page, fields.at(-1)).locator('input').last().focus();
      else for (const field of fields) await tabTo(box(page, field));
      await tabTo(ask);
      await page.keyboard.press('Enter');
      await answered(page);
    });
  });

  test('copies the request as a command that gives the same answer', async () => {
    await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await ready(page);
      await press(page, 'Predict');
      await answered(page);
      const command = await copied(page, 'curl');
      assert.match(command, /^curl .*\/api\/v1\/predict'/);
      const body = command.match(/-d '(.*)'$/s)[1].replaceAll(`'\\''`, "'");
      const response = await fetch(`${PRODUCT}/api/v1/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.equal(response.status, 200);
    });
  });
});

/** An answer of the API that refuses one field. */
function objecting(field, message) {
  const json = { title: 'Unprocessable', status: 422, detail: message, errors: [{ field, message }] };
  return { status: 422, contentType: 'application/problem+json', json };
}

/** A field that may be empty is one schema or null. */
function coreOf(schema) {
  return schema.anyOf?.find((one) => one.type !== 'null') ?? schema;
}

function isNullable(schema) {
  return schema.anyOf?.some((one) => one.type === 'null') ?? false;
}

/** Waits until a part of it is in the window: it is scrolled there. */
async function assertInSight(found) {
  await found.page().waitForFunction(
    (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    },
    await found.elementHandle(),
  );
}
