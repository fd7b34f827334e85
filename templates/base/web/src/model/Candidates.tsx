import type { Model } from '../api/model.ts';
import { figure } from '../show/format.ts';
import { Table } from '../show/Table.tsx';

type Candidate = NonNullable<NonNullable<Model['model']>['candidates']>[number];

export function Candidates({ candidates }: { candidates: Candidate[] }) {
  return (
    <Table
      caption="Cross-validated scores on the training rows"
      head={['Model', 'Score', 'Outcome']}
      rows={candidates.map((candidate) => [candidate.name, scoreOf(candidate), fateOf(candidate)])}
    />
  );
}

function scoreOf({ score, sd }: Candidate): string {
  if (score === null || score === undefined) return '–';
  return sd ? `${figure(score)} ± ${figure(sd)}` : figure(score);
}

function fateOf({ chosen, left_out }: Candidate): string {
  return left_out ?? (chosen ? 'chosen' : '');
}
