/** How this product's artifact is made: by training. All that base's scripts know of the kind stands here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, runModule } from './python.mjs';
import { ROOT, StepError } from './run.mjs';

/** The environment that makes artifacts and runs the tests. */
export const MAKING = { folder: '.venv', requirements: 'requirements/training.txt' };

/** What pytest goes through, in words. */
export const TESTED = 'contract, training, parity, API';

const SYNTHETIC_ROWS = 500;
const TRIAL_ROWS = 300;

/** `python -m training` with these arguments: a new version, served from the next start on. */
export async function make(args) {
  await ensurePython(MAKING);
  await runModule(MAKING, ['training', ...args]);
}

/**
 * Trains the first version.
 *
 * @param {{synthetic: boolean}} options `synthetic`: without the data, on rows drawn from the contract. Good for tests,
 *   never for answers.
 */
export async function makeFirst({ synthetic }) {
  const { path } = JSON.parse(readFileSync(join(ROOT, 'training', 'source.json'), 'utf8'));
  if (existsSync(join(ROOT, path))) return make([]);
  if (synthetic) return make(['--synthetic', String(SYNTHETIC_ROWS)]);
  throw new StepError(
    `There is no model yet, and its data is not here: ${path}.\nPut the table there, or train on another one: npm run train -- --data your.csv`,
  );
}

/** Trains from end to end, on rows drawn from the contract, into a folder that nothing is served from. */
export function makeTrial(folder) {
  return make(['--synthetic', String(TRIAL_ROWS), '--out', folder]);
}
