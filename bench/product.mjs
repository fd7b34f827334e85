/** A product to measure: a sample, written, installed and its model made once, and again when the generator changes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WINDOWS = process.platform === 'win32';

/** Returns the folder of a product with its model, of a sample or by flags; `BENCH_PENGUINS` … name one that is there already. */
export function ensureProduct(name = 'penguins', flags = ['--sample', name]) {
  const ready = process.env[`BENCH_${name.toUpperCase()}`];
  if (ready) return ready;
  const folder = join(ROOT, '.cache', 'bench', name);
  rmSync(folder, { recursive: true, force: true });
  const program = join(ROOT, 'dist', 'bin.cjs');
  execFileSync(process.execPath, [program, folder, ...flags, '--yes', '--no-git'], {
    stdio: 'inherit',
  });
  // What npm start does before it serves: both environments, then a model.
  const makeReady = `import { make } from './scripts/lib/make.mjs';
    import { ensureEnvironments } from './scripts/lib/model.mjs';
    await ensureEnvironments(); await make([]);`;
  const made = spawnSync(process.execPath, ['--input-type=module', '-e', makeReady], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (made.status !== 0) throw new Error(`the product in ${folder} could not be made ready`);
  return folder;
}

/** The Python of one of a product's environments: '.venv-serving' or '.venv'. */
export function pythonOf(product, environment) {
  return join(product, environment, ...(WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}
