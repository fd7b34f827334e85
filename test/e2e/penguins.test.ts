/** The first sample, as a pull request sees it: the workflow's own commands check and test it; then it is started. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { create, npm, npmStart } from './product.ts';
import { JOBS, jobsOf, runJob } from './pull-request.ts';
import { answers } from './sample.ts';

describe('penguins', () => {
  it("is checked and tested by its workflow's commands, answers, and takes its pictures", () =>
    unlessPassed('penguins', async () => {
      const product = await create('penguins', ['--sample', 'penguins', '--deploy', 'vm']);
      expect(jobsOf(product)).toEqual(JOBS);
      await runJob(product, 'check');
      const tested = await runJob(product, 'test');
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
