import { figure, percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Shares } from '../../show/Shares.tsx';
import { Table } from '../../show/Table.tsx';
import type { Label } from '../api/answers.ts';
import type { Contract } from '../contract.ts';

/** The likeliest labels, the best one first and large. */
export function Labels({ labels, of }: { labels: Label[]; of: Contract }) {
  const [best] = labels;
  const areShares = labels.every(({ score }) => score >= 0 && score <= 1);
  if (!best) return <Headline label="Answer" value="nothing" />;
  if (of.labels.length === 1) return <Headline label={best.label} value={figure(best.score)} />;
  if (!areShares) return <Scores labels={labels} />;
  const rest = of.labels.length - labels.length;
  const left = 1 - labels.reduce((sum, { score }) => sum + score, 0);
  return (
    <div>
      <Headline label={`${percent(best.score)} sure`} value={best.label} />
      <Shares
        shares={labels.map(({ label, score }, at) => ({ name: label, share: score, chosen: at === 0 }))}
      />
      {rest > 0 && left > 0 && of.steps.output?.activation !== 'sigmoid' && (
        <p className="note">
          {rest} more share {percent(left)}
        </p>
      )}
    </div>
  );
}

/** Scores that are no probabilities: how large one is says nothing without the others. */
function Scores({ labels }: { labels: Label[] }) {
  return (
    <div className="stack">
      <Headline label="Highest score" value={labels[0]?.label ?? ''} />
      <Table
        caption="The highest scores"
        hideCaption
        head={['Label', 'Score']}
        rows={labels.map(({ label, score }) => [label, figure(score)])}
      />
    </div>
  );
}
