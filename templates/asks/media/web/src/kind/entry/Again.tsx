import type { Entry } from '../../api/history.ts';
import { Difference, Again as Shell } from '../../history/Again.tsx';
import { type Answer, answerIn, answersIn } from '../api/answers.ts';
import { predict } from '../api/predict.ts';
import { useContract } from '../contract.ts';
import { Outcome } from '../show/Outcome.tsx';
import { againOf, sourceIn } from '../show/source.ts';
import classes from './entry.module.css';

const ROUNDING = 1e-4;

/** The same to the model that answers now, and what it answers where that is another answer. */
export function Again({ entry }: { entry: Entry }) {
  const contract = useContract();
  const asked = againOf(entry);
  if (!asked)
    return <p className={classes.text}>It was not kept whole, so it cannot be asked again from here.</p>;
  return (
    <Shell ask={() => predict(asked)}>
      {({ reply }) => {
        const [now] = answersIn(reply);
        if (!now || !contract) return null;
        const same = isSame(contentOf(answerIn(entry)), contentOf(now));
        return (
          <Difference same={same} id={reply.id}>
            {!same && <Outcome answers={[now]} source={sourceIn(entry)} contract={contract} />}
          </Difference>
        );
      }}
    </Shell>
  );
}

/** What was answered, without what every answer has anew. */
function contentOf({ predictions, boxes, image, spans, embedding, outputs }: Answer) {
  return { predictions, boxes, image, spans, embedding, outputs };
}

/** Numbers may differ by what another order of adding up makes of them. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number')
    return Math.abs(one - other) <= ROUNDING * Math.max(1, Math.abs(one));
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) =>
    isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
  );
}
