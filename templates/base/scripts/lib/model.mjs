/** The model that is served: the version that `artifacts/current` names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, runModule, SERVING, TRAINING } from './python.mjs';
import { ROOT, StepError } from './run.mjs';

const hasModel = () => existsSync(join(ROOT, 'artifacts', 'current'));

/** The environment that serves, and the one that trains if there is something to train. */
export function ensureEnvironments() {
  return ensurePython(SERVING, ...(hasModel() ? [] : [TRAINING]));
}

const SYNTHETIC_ROWS = 500;

/**
 * Trains if there is no model yet.
 *
 * @param {{synthetic?: boolean}} options `synthetic`: without the data, train on rows drawn from the contract. Good
 *   for tests, never for answers.
 */
export async function ensureModel({ synthetic = false } = {}) {
  if (hasModel()) return;
  const { path } = JSON.parse(readFileSync(join(ROOT, 'training', 'source.json'), 'utf8'));
  if (!existsSync(join(ROOT, path))) {
    if (synthetic) return train(['--synthetic', String(SYNTHETIC_ROWS)]);
    throw new StepError(
      `There is no model yet, and its data is not here: ${path}.\nPut the table there, or train on another one: npm run train -- --data your.csv`,
    );
  }
  await train([]);
}

/** `python -m training` with these arguments: a new version, served from the next start on. */
export async function train(args) {
  await ensurePython(TRAINING);
  await runModule(TRAINING, ['training', ...args]);
}
