/** The model that is served: the version that `artifacts/current` names. How one is made, the kind's `make.mjs` knows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MAKING, makeFirst } from './make.mjs';
import { ensurePython, SERVING } from './python.mjs';
import { ROOT } from './run.mjs';

const hasModel = () => existsSync(join(ROOT, 'artifacts', 'current'));

/** The environment that serves, and the one that makes a model if there is none. */
export function ensureEnvironments() {
  return ensurePython(SERVING, ...(hasModel() ? [] : [MAKING]));
}

/**
 * Makes a model if there is none yet.
 *
 * @param {{synthetic?: boolean}} options `synthetic`: where what it is made of is not here, a made-up one will do. Good for
 *   tests, never for answers.
 */
export async function ensureModel({ synthetic = false } = {}) {
  if (!hasModel()) await makeFirst({ synthetic });
}
