import type { Model } from '../api/model.ts';
import { number } from '../show/format.ts';
import { Notice } from '../show/Notice.tsx';
import { Table } from '../show/Table.tsx';

/** The parity gate's figures: the pipeline that was trained, the file, and the API gave the same answers. */
export function Parity({ parity }: { parity: NonNullable<Model['parity']> }) {
  const { rows, max_difference, label_flips, tolerance, checks = [] } = parity;
  const flips =
    label_flips === null || label_flips === undefined ? '' : `, ${number(label_flips)} labels flipped`;
  return (
    <div className="stack">
      <Notice tone="calm" title="Pipeline = file = API">
        <p>
          on {number(rows)} rows: largest difference {number(max_difference)}
          {tolerance !== undefined && ` (allowed ${number(tolerance)})`}
          {flips}
        </p>
      </Notice>
      {checks.length > 0 && (
        <Table
          caption="What was checked: the largest difference, and labels that flipped"
          head={['Rows', 'Count', 'Difference', 'Flips']}
          rows={checks.map((check) => [
            check.name,
            number(check.rows),
            check.max_difference === null ? '–' : number(check.max_difference),
            check.label_flips === null ? '–' : number(check.label_flips),
          ])}
        />
      )}
    </div>
  );
}
