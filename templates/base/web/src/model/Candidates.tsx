import type { Model } from '../api/model.ts';
import { Table } from '../show/Table.tsx';

type Candidate = NonNullable<NonNullable<Model['model']>['candidates']>[number];

type Write = (value: number) => string;

export function Candidates({ candidates, write }: { candidates: Candidate[]; write: Write }) {
  return (
    <Table
      caption="Cross-validated scores on the training rows"
      head={['Model', 'Score', 'Outcome']}
      rows={candidates.map((candidate) => [candidate.name, scoreOf(candidate, write), fateOf(candidate)])}
    />
  );
}

function scoreOf({ score, sd }: Candidate, write: Write): string {
  if (score === null || score === undefined) return '–';
  return sd ? `${write(score)} ± ${write(sd)}` : write(score);
}

function fateOf({ chosen, left_out }: Candidate): string {
  return left_out ?? (chosen ? 'chosen' : '');
}
