/** Each sample, all the way: written, installed, trained, its own tests passed, and answering over HTTP. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { create, exampleOf, get, npm, npmStart, post } from './product.ts';

export function testSample(sample: string, test: (product: string) => Promise<unknown>): void {
  describe(sample, () => {
    it('becomes a product whose own tests pass and which answers', () =>
      unlessPassed(sample, async () => {
        const product = await create(sample, ['--sample', sample]);
        const first = await npmStart(product);
        try {
          await answers(product, first.url);
        } finally {
          await first.stop();
        }
        expect(existsSync(join(product, 'artifacts/v1/model.onnx'))).toBe(true);
        expect(readFileSync(join(product, 'artifacts/current'), 'utf8').trim()).toBe('v1');
        await test(product);
        await npm(product, 'run', 'check');
      }));
  });
}

/** One answer, found again and explained; a mistake in words; the page. */
export async function answers(product: string, url: string): Promise<void> {
  const row = exampleOf(product);
  const api = `${url}/api/v1`;
  const predicted = await post(`${api}/predict`, row);
  expect(predicted).toMatchObject({ status: 200, body: { id: expect.any(String), model_version: 'v1' } });

  const stored = await get(`${api}/predictions/${predicted.body.id}`);
  expect(JSON.stringify(stored.body)).toContain(predicted.body.id);

  const { body: why } = await post(`${api}/explain`, row);
  expect(why.contributions.map((it: { field: string }) => it.field).sort()).toEqual(Object.keys(row).sort());

  const { body: passport } = await get(`${api}/model`);
  expect(JSON.stringify(passport)).toContain('"parity"');

  const wrong = await post(`${api}/predict`, { ...row, [`${Object.keys(row)[0]}x`]: 1 });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [expect.anything()] } });

  const page = await fetch(url);
  expect(await page.text()).toContain('<div id="root">');
}
