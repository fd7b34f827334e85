/** What every page of every product keeps: its name, its navigation, its themes, and a word when something fails. */
import { before, describe, test } from 'node:test';
import { assertAccessible, assertCount, assertFits, described, LOOKS, withBrowser } from './browser.mjs';

describe('the shell', () => {
  const visit = withBrowser();
  let product;
  before(async () => {
    product = await described();
  });

  const navigation = (page) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  /** Opens each page of the navigation, and waits until it is wholly there. */
  const openEach = async (page, look = async () => {}) => {
    await navigation(page).first().waitFor();
    for (const link of await navigation(page).all()) {
      await link.click();
      await link.and(page.locator('[aria-current="page"]')).waitFor();
      const title = `${await link.textContent()} · ${product.openapi.info.title}`;
      await page.waitForFunction((expected) => document.title === expected, title);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await assertCount(page.locator('[aria-busy="true"]'), 0);
      await look();
    }
  };

  test('bears the name of the product, and each page its own', async () => {
    await visit({}, async (page) => {
      const { title } = product.openapi.info;
      await page.getByRole('banner').getByText(title, { exact: true }).waitFor();
      await openEach(page);
    });
  });

  for (const look of LOOKS) {
    test(`holds every page, ${look.name}`, async () => {
      await visit(look, async (page) => {
        await openEach(page, async () => {
          await assertFits(page);
          await assertAccessible(page);
        });
      });
    });
  }

  test('keeps the theme that was chosen', async () => {
    const isDark = (page) =>
      page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
    await visit({ colorScheme: 'light' }, async (page) => {
      await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
      await isDark(page);
      await page.reload();
      await page.getByRole('button', { name: 'Switch to the light theme' }).waitFor();
      await isDark(page);
    });
  });

  test('says that there is no such page, and leads back', async () => {
    await visit({ path: '/no-such-page' }, async (page) => {
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await page.getByRole('link', { name: 'Go to the first page' }).click();
      await page.waitForURL((url) => url.pathname === '/');
    });
  });

  test('says that the service cannot be reached, and tries again', async () => {
    await visit({ path: '/no-such-page', allow: [/ERR_FAILED/] }, async (page) => {
      await page.route('**/api/v1/model', (route) => route.abort());
      await page.reload();
      await page.getByRole('link', { name: 'Model' }).click();
      await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
      await page.unroute('**/api/v1/model');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { level: 1, name: `Model ${product.model.version}` }).waitFor();
    });
  });
});

describe('the model page', () => {
  const visit = withBrowser();

  test('says which model it is, how good, and beside what', async () => {
    const { model } = await described();
    await visit({ path: '/model' }, async (page) => {
      await page.getByRole('heading', { level: 1, name: `Model ${model.version}` }).waitFor();
      for (const { label } of model.metrics?.values ?? [])
        await page.getByRole('row').filter({ hasText: label }).first().waitFor();
      if (model.metrics?.baseline) await page.getByText(model.metrics.baseline.name).first().waitFor();
      for (const { name } of model.model?.candidates ?? [])
        await page.getByRole('rowheader', { name, exact: true }).first().waitFor();
    });
  });

  test('opens from its own address', async () => {
    await visit({ path: '/model' }, async (page) => {
      await page.reload();
      await page.getByRole('heading', { level: 1, name: /^Model/ }).waitFor();
    });
  });
});
