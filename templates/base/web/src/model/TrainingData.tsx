import type { Model } from '../api/model.ts';
import { Facts } from '../show/Facts.tsx';
import { number } from '../show/format.ts';

export function TrainingData({ data }: { data: NonNullable<Model['data']> }) {
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
        ['SHA-256', data.sha256, 'code'],
      ]}
    />
  );
}
