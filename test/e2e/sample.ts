/** Each sample, all the way: written, installed, made, its own tests passed, and answering over HTTP and on its page. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { askInBrowser } from './page.ts';
import { create, exampleOf, get, type Json, npm, npmStart, post } from './product.ts';
import { JOBS, jobsOf, runJob } from './pull-request.ts';

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

/**
 * As a pull request sees it: the workflow's own commands test it; then it is checked and started, and takes its pictures.
 *
 * `check` gets the product and the copy that was tested, which has everything installed.
 */
export function testPullRequest(
  sample: string,
  check: (product: string, tested: string) => Promise<unknown>,
): void {
  describe(sample, () => {
    it("is tested by its workflow's commands, checked, answers, and takes its pictures", () =>
      unlessPassed(sample, async () => {
        const product = await create(sample, ['--sample', sample, '--deploy', 'vm']);
        expect(jobsOf(product)).toEqual(JOBS);
        const tested = await runJob(product, 'test');
        await check(product, tested);
        const running = await npmStart(tested);
        try {
          await answers(tested, running.url);
        } finally {
          await running.stop();
        }
        await npm(tested, 'run', 'screenshots');
        hasPictures(tested);
      }));
  });
}

/** One answer, found again and explained, the same on the page; a mistake in words. */
async function answers(product: string, url: string): Promise<void> {
  const asked = exampleOf(product);
  const api = `${url}/api/v1`;
  const predicted = await post(`${api}/predict`, asked);
  expect(predicted).toMatchObject({ status: 200, body: { id: expect.any(String), model_version: 'v1' } });

  const stored = await get(`${api}/predictions/${predicted.body.id}`);
  expect(stored.body.answer).toEqual(predicted.body);

  explains((await post(`${api}/explain`, asked)).body, asked);

  const { body: passport } = await get(`${api}/model`);
  expect(JSON.stringify(passport)).toContain('"parity"');

  const wrong = await post(`${api}/predict`, { ...asked, [`${Object.keys(asked)[0]}x`]: 1 });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [expect.anything()] } });

  const { answer } = await askInBrowser(url, asked);
  if (asked.image) expect(answer.predictions).toEqual(predicted.body.predictions);
  else expect(answer).toMatchObject({ model_version: 'v1' });
}

/** Every field, every part of the picture, or every word has its share in the answer. */
function explains(why: Json, asked: Record<string, unknown>): void {
  if (why.contributions)
    expect(why.contributions.map((it: { field: string }) => it.field).sort()).toEqual(
      Object.keys(asked).sort(),
    );
  else if (why.grid) expect(why.grid.flat().some((share: number) => share !== 0)).toBe(true);
  else
    expect(why.words.map((it: Json) => String(asked.text).slice(it.start, it.end))).toEqual(
      why.words.map((it: Json) => it.text),
    );
}

/** The README shows the page, and the figures of its model. */
function hasPictures(product: string): void {
  const readme = readFileSync(join(product, 'README.md'), 'utf8');
  const pictures = [...readme.matchAll(/docs\/pictures\/[\w-]+\.png/g)].map(([path]) => path);
  expect(pictures).toHaveLength(3);
  for (const path of pictures)
    expect(readFileSync(join(product, path)).subarray(1, 4).toString(), path).toBe('PNG');
  expect(readme).toMatch(/\| Accuracy \| [\d.]+ \| [\d.]+ – [\d.]+ \|/);
  expect(readme).toContain('(artifacts/v1/MODEL_CARD.md)');
}
