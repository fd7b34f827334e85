/** The onnx package's own node tests, as files. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OnnxValue } from '../../../generators/inspect/onnx/values.ts';
import { ROOT } from '../../support/program.ts';
import { TRAINING_PYTHON } from '../python.ts';

export interface NodeTest {
  path: string;
  name: string;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  opsets: Record<string, number>;
}

/** All of them, with what the package itself reads in each. They are written once and kept. */
export function nodeTests(): NodeTest[] {
  const cache = join(ROOT, '.cache');
  const folder = join(cache, 'onnx-node-tests');
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(join(cache, 'onnx-'));
    const { status, stderr } = spawnSync(TRAINING_PYTHON, ['test/inspect/onnx/backend.py', fresh], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
      rmSync(fresh, { recursive: true });
    }
  }
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as NodeTest[];
  return expected.map((one, at) => ({ ...one, path: join(folder, `${at}.onnx`) }));
}
