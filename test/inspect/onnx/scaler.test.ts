/** A scaler beside a model: its numbers are taken over, and nothing in the file is run. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deriveOnnx, readSource } from '../../../generators/inspect/onnx/derive.ts';
import { readScaler } from '../../../generators/inspect/onnx/scaler.ts';
import { freshFolder, ROOT } from '../../support/program.ts';
import { TRAINING_PYTHON } from '../python.ts';
import { modelFile, value } from './models.ts';

function scalers(): { folder: string; rows: number[][]; expected: Record<string, number[][]> } {
  const folder = freshFolder();
  const { status, stderr } = spawnSync(TRAINING_PYTHON, ['test/inspect/onnx/scaler.py', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { folder, ...JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) };
}

it('of each kind, however it was written, does what scikit-learn does', async () => {
  const { folder, rows, expected } = scalers();
  const files = readdirSync(folder).filter((name) => /Scaler.*\.(joblib|pkl)$/.test(name));
  expect(files.length).toBe(5 * 2 * 4);
  for (const file of files) {
    const found = readScaler(join(folder, file));
    if (typeof found === 'string') throw new Error(`${file}: ${found}`);
    const { mean, scale } = found.numbers;
    const [base = ''] = /^\w+-(named|bare)/.exec(file) ?? [];
    const ours = rows.map((row) => row.map((one, at) => (one - (mean[at] ?? 0)) / (scale[at] ?? 1)));
    const largest = ours.flatMap((row, at) =>
      row.map((one, column) => Math.abs(one - (expected[base]?.[at]?.[column] ?? NaN))),
    );
    expect(Math.max(...largest), file).toBeLessThan(1e-10);
    expect(found.columns, file).toEqual(base.endsWith('named') ? ['age', 'income'] : null);
  }
  expect(readScaler(join(folder, 'model.joblib'))).toMatch(/LinearRegression.*skl2onnx/);
  expect(readScaler(join(folder, 'evil.joblib'))).toMatch(/touch/);
  expect(existsSync(join(folder, 'loaded'))).toBe(false);

  const whole = readFileSync(join(folder, 'StandardScaler-named.joblib'));
  const model = freshFolder();
  const path = modelFile(model, { inputs: [value('X', [null, 2])], outputs: [value('y', [null, 1])] });
  writeFileSync(join(model, 'scaler.joblib'), whole);
  const { spec } = deriveOnnx(await readSource(path));
  expect(spec.steps.rows?.scaler?.mean).toEqual([46.5, 3600]);
  expect(spec.rows?.features.map(({ field }) => field)).toEqual(['age', 'income']);
  expect(spec.source.files.map(({ name }) => name)).toEqual(['model.onnx']);

  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(join(model, 'scaler.joblib'), whole.subarray(0, length));
    expect(readScaler(join(model, 'scaler.joblib'))).toMatch(/not used/);
  }
}, 300_000);
