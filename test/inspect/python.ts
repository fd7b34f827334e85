/** The Python that has what training reads tables with. Without it the tests fail: half of what they hold together is Python. */
import { spawnSync } from 'node:child_process';

const CANDIDATES = [process.env.ML_PRODUCT_PYTHON, 'python3', 'python'].filter((name) => name !== undefined);

export const TRAINING_PYTHON: string = find();

function find(): string {
  const packages = 'import fastapi, numpy, openpyxl, pandas, pyarrow, pydantic';
  const found = CANDIDATES.find((name) => spawnSync(name, ['-c', packages]).status === 0);
  if (found !== undefined) return found;
  throw new Error(
    'No Python here has the packages of training. npm test makes one; for a single file, say ML_PRODUCT_PYTHON=.cache/python/bin/python',
  );
}
