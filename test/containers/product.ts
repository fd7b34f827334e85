/** Products with a model, for tests that put one into an image: written and made once as long as nothing changes. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { contentOf } from '../../scripts/prepare.mjs';
import { create, npm } from '../e2e/product.ts';
import { ROOT } from '../support/program.ts';

const NOT_COPIED = /^(\.venv.*|node_modules)$/;

/** Where it lies, with everything that it installed. Not to be changed. */
export async function keptProduct(sample = 'penguins'): Promise<string> {
  const all = join(ROOT, '.cache', 'containers');
  const kept = join(all, contentOf('dist').slice(0, 16));
  if (!existsSync(kept)) rmSync(all, { recursive: true, force: true });
  const product = join(kept, sample);
  if (!existsSync(join(product, 'artifacts', 'current'))) {
    rmSync(product, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    await npm(await create(sample, ['--sample', sample], kept), 'run', 'model');
  }
  return product;
}

/** A copy of it, inside the folder. */
export async function productWithModel(folder: string, sample = 'penguins'): Promise<string> {
  const product = join(folder, sample);
  cpSync(await keptProduct(sample), product, {
    recursive: true,
    filter: (path) => !NOT_COPIED.test(basename(path)),
  });
  return product;
}
