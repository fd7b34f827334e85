/** The document that `inspect --json` prints, without `ok`. */

import type { Column, TabularDraft, Task, Warning } from '../spec.ts';

export interface InspectDocument {
  kind: 'tabular';
  source: { path: string; bytes: number; format: string; encoding: string; delimiter: string };
  task: Task | null;
  /** The target's column, by its name in the source. */
  target: string | null;
  rows: number;
  columns: Column[];
  warnings: Warning[];
}

export function inspectJson({
  kind,
  source,
  task,
  target,
  rows,
  columns,
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
    warnings,
  };
}
