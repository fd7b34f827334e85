import type { Model } from '../api/model.ts';
import { Facts } from '../show/Facts.tsx';
import { number } from '../show/format.ts';

type Data = NonNullable<Model['data']>;

export function TrainingData({ data, label }: { data: Data; label: (field: string) => string }) {
  const rows = (count: number | undefined) => (count === undefined ? null : number(count));
  return (
    <Facts
      facts={[
        ['File', data.file],
        ['Rows in it', rows(data.rows)],
        ['Rows used', rows(data.rows_used)],
        ...(data.rows_left_out ?? []).map((left): [string, string] => [
          `Left out: ${left.reason}`,
          number(left.rows),
        ]),
        ['To learn from', rows(data.train_rows)],
        ['Held out to judge', rows(data.test_rows)],
        ['Held out', howHeldOut(data.split, label)],
        ['SHA-256', data.sha256, 'code'],
      ]}
    />
  );
}

/** Rows of one group, or of a later time, must not help to answer the others: then the figures would flatter. */
function howHeldOut(split: Data['split'], label: (field: string) => string): string | null {
  if (!split) return null;
  const column = split.column ? label(split.column) : '';
  if (split.by === 'time') return `the latest rows by ${column}`;
  if (split.by === 'group') return `whole groups of the same ${column}`;
  return 'at random';
}
