/** The metrics that the generator offers are those that training knows. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { METRICS } from '../../generators/metrics.ts';
import { TRAINING_PYTHON } from './python.ts';

const LIST = `
import json, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["templates/base", "templates/kinds/tabular"]
from training.metrics import METRICS
print(json.dumps([{"name": metric.name, "of": metric.of} for metric in METRICS.values()]))
`;

/** One of them alone judges no model: whoever always says yes finds everything. */
const NEVER_ALONE = ['precision', 'recall'];

it('the names and what they judge are the same in training', () => {
  const { stdout, stderr } = spawnSync(TRAINING_PYTHON, ['-c', LIST], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const known = JSON.parse(stdout) as { name: string; of: string }[];
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(known.filter(({ name }) => !NEVER_ALONE.includes(name)).sort(byName)).toEqual(
    [...METRICS].sort(byName),
  );
});
