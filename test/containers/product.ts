/** A product with a model, for tests that put it into an image: written and trained once as long as nothing changes. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { contentOf } from '../../scripts/prepare.mjs';
import { create, npm } from '../e2e/product.ts';
import { ROOT } from '../support/program.ts';

const NOT_COPIED = /^(\.venv.*|node_modules)$/;

/** Where it lies, with everything that it installed. Not to be changed. */
export async function keptProduct(): Promise<string> {
  const all = join(ROOT, '.cache', 'containers');
  const kept = join(all, contentOf('dist').slice(0, 16));
  if (!existsSync(join(kept, 'penguins', 'artifacts', 'current'))) {
    rmSync(all, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    await npm(await create('penguins', ['--sample', 'penguins'], kept), 'run', 'train');
  }
  return join(kept, 'penguins');
}

/** A copy of it, inside the folder. */
export async function trainedProduct(folder: string): Promise<string> {
  const product = join(folder, 'penguins');
  cpSync(await keptProduct(), product, {
    recursive: true,
    filter: (path) => !NOT_COPIED.test(basename(path)),
  });
  return product;
}
