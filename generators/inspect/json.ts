/** The document that `inspect --json` prints, without `ok`. */

import type { Column, Split, TabularDraft, Task, Warning } from '../spec.ts';

export interface InspectDocument {
  kind: 'tabular';
  source: { path: string; bytes: number; format: string; encoding: string; delimiter: string };
  task: Task | null;
  /** The target's column, by its name in the source. */
  target: string | null;
  rows: number;
  columns: Column[];
  /** How rows are held out to judge on. */
  split: Pick<Split, 'by' | 'column' | 'reason' | 'suggested'>;
  metric: string;
  warnings: Warning[];
}

export function inspectJson({
  kind,
  source,
  task,
  target,
  rows,
  columns,
  split: { by, column, reason, suggested },
  metric,
  warnings,
}: TabularDraft): InspectDocument {
  const { path, bytes, format, encoding, delimiter } = source;
  return {
    kind,
    source: { path, bytes, format, encoding, delimiter },
    task,
    target: target?.column ?? null,
    rows,
    columns,
    split: { by, column, reason, suggested },
    metric,
    warnings,
  };
}
