import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Shares } from '../../show/Shares.tsx';
import type { Prediction } from '../contract/api.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import classes from './Outcome.module.css';

const MOST_SHOWN = 5;

/** The class that was predicted, and how the probability is spread. */
export function OneOfMany(props: {
  answer: Prediction;
  probabilities: Record<string, number>;
  target: Target;
}) {
  const { answer, probabilities, target } = props;
  const ranked = Object.entries(probabilities).sort(([, one], [, other]) => other - one);
  const shown = ranked.slice(0, ranked.length === MOST_SHOWN + 1 ? ranked.length : MOST_SHOWN);
  const rest = ranked.slice(shown.length);
  return (
    <div>
      <Headline label={target.label} value={wordFor(target, String(answer.prediction))} />
      <Shares
        shares={shown.map(([name, share]) => ({
          name: wordFor(target, name),
          share,
          chosen: name === String(answer.prediction),
        }))}
      />
      {rest.length > 0 && (
        <p className={classes.note}>
          {rest.length} more share {percent(rest.reduce((sum, [, share]) => sum + share, 0))}
        </p>
      )}
    </div>
  );
}
