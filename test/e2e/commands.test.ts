/** A product in the hands of its owner: started again, trained on new rows, taken back, edited, locked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { create, get, npm, npmStart, run, temporaryFolder } from './product.ts';

const PATIENCE = { timeout: 120_000 };

/** Rows of a shop's orders, one in three of them kept. */
function orders(rows: number): string {
  const line = (index: number): string =>
    `${index % 7}\t${index % 3 ? 'yes' : 'no'}\t${(index * 37) % 11}\t${['mail', 'shop'][index % 2]}`;
  return `amount\treturned\titems\tchannel\n${Array.from({ length: rows }, (_, index) => line(index)).join('\n')}\n`;
}

const servedVersion = async (url: string): Promise<string> => (await get(`${url}/api/v1/model`)).body.version;

describe('the commands of a product', () => {
  it('start again, train on new rows, go back, compare, follow edits, lock', () =>
    unlessPassed('commands', async () => {
      const folder = temporaryFolder();
      const source = join(folder, 'orders.tsv');
      const more = join(folder, 'new.tsv');
      writeFileSync(source, orders(120));
      writeFileSync(more, orders(200));
      const product = await create('orders', ['--source', source, '--target', 'returned']);

      const first = await npmStart(product);
      expect(await servedVersion(first.url)).toBe('v1');
      await first.stop();
      const second = await npmStart(product);
      expect(second.output()).not.toMatch(/training|Python environment|web page/);
      await second.stop();

      await npm(product, 'run', 'train', '--', '--data', more);
      expect(readFileSync(join(product, 'artifacts/current'), 'utf8').trim()).toBe('v2');
      expect((await npm(product, 'run', 'use', '--', 'v1')).output).toContain('v1');
      await npm(product, 'run', 'parity');
      const unknown = await run('npm', ['run', 'use', '--', 'v9'], product);
      expect(unknown.code).not.toBe(0);
      expect(unknown.output).toContain('v9');
      expect(unknown.output).not.toContain('Traceback');

      await followsEdits(product);

      const locks = ['requirements/serving.txt', 'requirements/training.txt', 'web/package-lock.json'];
      const before = locks.map((path) => readFileSync(join(product, path), 'utf8'));
      await npm(product, 'run', 'lock');
      expect(locks.map((path) => readFileSync(join(product, path), 'utf8'))).toEqual(before);
    }));
});

/** `npm run dev`: a label changed in the contract is served without anybody doing anything. */
async function followsEdits(product: string): Promise<void> {
  const contract = join(product, 'contract/schema.py');
  // It keeps its port while its server is restarted, so nobody who starts at 8000 may come upon it.
  const dev = await npmStart(product, ['run', 'dev'], { PORT: '18000' });
  const described = async (): Promise<string> => {
    try {
      return await (await fetch(`${dev.url}/openapi.json`)).text();
    } catch {
      return '';
    }
  };
  try {
    await expect.poll(described, PATIENCE).toContain('"Features"');
    expect(await (await fetch(dev.url)).text()).toContain('/@vite/client');
    const text = readFileSync(contract, 'utf8');
    writeFileSync(
      contract,
      text.replace(/feature\(\s*"/, (found) => `${found}Quite another `),
    );
    await expect.poll(described, PATIENCE).toContain('Quite another ');
  } finally {
    await dev.stop();
  }
}
