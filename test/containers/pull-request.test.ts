/** The pull request's job that makes the image: built, started, asked and stopped by the workflow's own commands. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { runJob } from '../e2e/pull-request.ts';
import { buildah, requireBuilder } from './builder.mjs';
import { type Host, openHost } from './host.ts';
import { productWithModel } from './product.ts';
import { ensureStandIns } from './stand-ins.mjs';

const IMAGE = `localhost/ml-product-test-${process.pid}:ci`;
const folder = mkdtempSync(join(tmpdir(), 'ml product '));
let host: Host;

beforeAll(async () => {
  await requireBuilder();
  await ensureStandIns();
  host = await openHost();
});

afterAll(async () => {
  await host?.tryPodman('rm', '--force', '--time', '0', 'product');
  await host?.tryPodman('volume', 'rm', '--force', 'product-data');
  await host?.close();
  await buildah('rmi', IMAGE).catch(() => {});
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

it('is green, with the model that is committed', async () => {
  const product = await productWithModel(folder);
  await runJob(product, 'image', { bin: dockerIn(folder), env: { IMAGE }, url: host.url });
});

/** A folder with `docker` in it. */
function dockerIn(work: string): string {
  const bin = join(work, 'bin');
  mkdirSync(bin);
  const stand = join(import.meta.dirname, 'docker.mjs');
  const script = `#!/bin/sh\nexec '${process.execPath}' '${stand}' ${host.pid} "$@"\n`;
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 });
  return bin;
}
