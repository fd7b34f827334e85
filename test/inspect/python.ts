/** A Python that has what training reads Parquet and Excel with; null where there is none. */
import { spawnSync } from 'node:child_process';

const CANDIDATES = [process.env.ML_PRODUCT_PYTHON, 'python3', 'python'].filter((name) => name !== undefined);

export const TRAINING_PYTHON: string | null =
  CANDIDATES.find((name) => spawnSync(name, ['-c', 'import openpyxl, pandas, pyarrow']).status === 0) ?? null;

/** A Python that has what cells are read with in training and by the API; null where there is none. */
export const CELLS_PYTHON: string | null =
  CANDIDATES.find((name) => spawnSync(name, ['-c', 'import numpy, pydantic']).status === 0) ?? null;
