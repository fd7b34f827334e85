import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Shares } from '../../show/Shares.tsx';
import type { Label } from '../api/answers.ts';
import type { Contract } from '../contract.ts';

/** The likeliest labels, the best one first and large. */
export function Labels({ labels, of }: { labels: Label[]; of: Contract }) {
  const [best] = labels;
  if (!best) return <Headline label="Answer" value="nothing" />;
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
