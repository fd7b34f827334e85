/** How this product's artifact is made: a bare model and its steps become one file. All that base's scripts know of the kind stands here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, runModule } from './python.mjs';
import { ROOT, StepError } from './run.mjs';

/** The environment that makes artifacts and runs the tests. */
export const MAKING = { folder: '.venv', requirements: 'requirements/making.txt' };

/** What pytest goes through, in words. */
export const TESTED = 'contract, making, parity, API';

/** `python -m making` with these arguments: a new version, served from the next start on. */
export async function make(args) {
  ensureSource();
  await ensurePython(MAKING);
  await runModule(MAKING, ['making', ...args]);
}

/** Makes the first version. A model cannot be made up: it must be here, for tests too. */
export async function makeFirst() {
  await make([]);
}

/** Makes a version from end to end, into a folder that nothing is served from. */
export function makeTrial(folder) {
  return make(['--out', folder]);
}

/** The owner's model may be too large for git: then it lies elsewhere, and has to be put where it was. */
function ensureSource() {
  for (const { name, bytes, sha256 } of sourceFiles()) {
    if (existsSync(join(ROOT, 'model', name))) continue;
    throw new StepError(
      `The model is not here: model/${name}, ${inMegabytes(bytes)}. It is not in git where it is too large for that.\nPut the file there; as it was when this product was written, its sha256 is ${sha256}`,
    );
  }
}

/** The files of the model as they were when this product was written. */
function sourceFiles() {
  const place = join(ROOT, '.ml-product', 'spec.json');
  return existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')).source.files : [];
}

const inMegabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
