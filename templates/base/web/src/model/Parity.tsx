import type { Model } from '../api/model.ts';
import { number } from '../show/format.ts';
import { Notice } from '../show/Notice.tsx';
import { Table } from '../show/Table.tsx';

/** So many checks can be read at a glance; more are there for whoever asks. */
const FEW = 8;

type Figures = NonNullable<Model['parity']>;

/** The parity gate's figures: what was trained or brought, the artifact, and the API gave the same answers. */
export function Parity({ parity, of }: { parity: Figures; of: 'Pipeline' | 'File' }) {
  const { rows, max_difference, label_flips, tolerance, checks = [] } = parity;
  const flips =
    label_flips === null || label_flips === undefined ? '' : `, ${number(label_flips)} labels flipped`;
  return (
    <div className="stack">
      <Notice tone="calm" title={of === 'File' ? 'File = artifact = API' : 'Pipeline = file = API'}>
        <p>
          on {number(rows)} {of === 'File' ? 'inputs' : 'rows'}: largest difference {number(max_difference)}
          {tolerance !== undefined && ` (allowed ${number(tolerance)})`}
          {flips}
        </p>
      </Notice>
      {checks.length > FEW ? (
        <details className="more">
          <summary>All {number(checks.length)} checks</summary>
          <Checks checks={checks} of={of} />
        </details>
      ) : (
        checks.length > 0 && <Checks checks={checks} of={of} />
      )}
    </div>
  );
}

function Checks({ checks, of }: { checks: NonNullable<Figures['checks']>; of: 'Pipeline' | 'File' }) {
  return (
    <Table
      caption="What was checked: the largest difference, and labels that flipped"
      head={[of === 'File' ? 'Inputs' : 'Rows', 'Count', 'Difference', 'Flips']}
      rows={checks.map((check) => [
        check.name,
        number(check.rows),
        check.max_difference === null ? '–' : number(check.max_difference),
        check.label_flips === null ? '–' : number(check.label_flips),
      ])}
    />
  );
}
