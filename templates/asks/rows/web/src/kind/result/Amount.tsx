import { percent, quantity } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import type { Prediction } from '../contract/api.ts';
import type { Target } from '../contract/prediction.ts';
import classes from './Outcome.module.css';

/** A number with the range in which the truth lies nine times of ten (or as often as the passport says). */
export function Amount(props: { answer: Prediction; target: Target; coverage: number | undefined }) {
  const { answer, target, coverage = 0.9 } = props;
  const value = Number(answer.prediction);
  const write = (amount: number) => quantity(amount, target.unit, target.digits);
  return (
    <div>
      <Headline label={target.label} value={write(value)} />
      {answer.interval && (
        <Range
          value={value}
          low={answer.interval[0]}
          high={answer.interval[1]}
          write={write}
          coverage={coverage}
        />
      )}
    </div>
  );
}

function Range(props: {
  value: number;
  low: number;
  high: number;
  coverage: number;
  write: (amount: number) => string;
}) {
  const { value, low, high, coverage, write } = props;
  const place = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  return (
    <div className={classes.range}>
      <div className={classes.span} aria-hidden="true">
        <i style={{ insetInlineStart: `${place * 100}%` }} />
      </div>
      <div className={classes.ends}>
        <span>{write(low)}</span>
        <span className="for-readers"> to </span>
        <span>{write(high)}</span>
      </div>
      <p className={classes.note}>{percent(coverage)} of true values lie in such a range</p>
    </div>
  );
}
