import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Notice } from '../../show/Notice.tsx';
import type { Prediction } from '../contract/api.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import classes from './Outcome.module.css';

interface Props {
  answer: Prediction;
  target: Target;
  positive: string;
  probability: number;
  /** Undefined where the version that answered is not the one whose threshold is known. */
  threshold: number | undefined;
}

/** One of two classes: the word for it, the probability of the positive one, and where the decision falls. */
export function OneOfTwo({ answer, target, positive, probability, threshold }: Props) {
  const predicted = String(answer.prediction);
  const word = wordFor(target, predicted);
  const hit = predicted === positive;
  const of = target.words[positive] ? 'Probability' : `Probability of ${positive}`;
  return (
    <div data-hit={hit} className={classes.two}>
      {target.alert ? (
        <Notice tone={hit ? 'danger' : 'calm'}>
          <Headline label={target.label} value={word} />
        </Notice>
      ) : (
        <Headline label={target.label} value={word} />
      )}
      <div className={classes.gauge}>
        <div className={classes.gaugeWords}>
          <span>{of}</span>
          <strong>{percent(probability)}</strong>
        </div>
        <div className={classes.track} aria-hidden="true">
          <span style={{ width: `${probability * 100}%` }} />
          {threshold !== undefined && <i style={{ insetInlineStart: `${threshold * 100}%` }} />}
        </div>
        {threshold !== undefined && (
          <p className={classes.note}>
            {hit ? 'at or above' : 'below'} the threshold of {percent(threshold)}
          </p>
        )}
      </div>
    </div>
  );
}
