/** The metrics that models can be compared by; training knows them by the same names (`training/metrics.py`). */
import { UserError } from './errors.ts';
import type { Target } from './spec.ts';

export interface Metric {
  name: string;
  /** What it can judge. */
  of: 'two classes' | 'classes' | 'numbers';
}

export const METRICS: readonly Metric[] = [
  { name: 'accuracy', of: 'classes' },
  { name: 'balanced_accuracy', of: 'classes' },
  { name: 'f1_macro', of: 'classes' },
  { name: 'log_loss', of: 'classes' },
  { name: 'brier', of: 'classes' },
  { name: 'roc_auc', of: 'two classes' },
  { name: 'pr_auc', of: 'two classes' },
  { name: 'f1', of: 'two classes' },
  { name: 'rmse', of: 'numbers' },
  { name: 'mae', of: 'numbers' },
  { name: 'r2', of: 'numbers' },
  { name: 'rmsle', of: 'numbers' },
];

/** @throws UserError where the metric cannot judge this target */
export function refuseUnfitMetric(name: string, { column, classes }: Target): void {
  const metric = METRICS.find((one) => one.name === name);
  if (metric === undefined || fits(metric, classes)) return;
  const found = classes === null ? 'a number' : `one of ${classes.length} classes`;
  const fitting = METRICS.filter((one) => fits(one, classes)).map((one) => one.name);
  throw new UserError('unfit-metric', `--metric ${name} judges ${metric.of}, but "${column}" is ${found}.`, {
    hint: `It can be one of: ${fitting.join(', ')}.`,
  });
}

function fits({ of }: Metric, classes: string[] | null): boolean {
  if (classes === null) return of === 'numbers';
  return of === 'classes' || (of === 'two classes' && classes.length === 2);
}
