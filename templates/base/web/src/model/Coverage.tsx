import type { Model } from '../api/model.ts';
import { Whisker } from '../charts/Whisker.tsx';
import { number, percent } from '../show/format.ts';
import classes from './Importance.module.css';

/** Does the answered range hold the truth as often as it says? Counted on rows that it was not chosen on. */
export function Coverage({ coverage }: { coverage: NonNullable<Model['coverage']> }) {
  const { nominal, measured, low, high, rows } = coverage;
  const holds = low <= nominal && nominal <= high;
  return (
    <div className="stack">
      <p className={classes.note}>
        The ranges should hold {percent(nominal)} of true values. On {number(rows)} other rows they held{' '}
        <strong>{percent(measured)}</strong> ({percent(low)} – {percent(high)}):{' '}
        {holds ? 'as they should.' : measured < nominal ? 'they are too narrow.' : 'they are too wide.'}
      </p>
      <Whisker value={measured} low={low} high={high} from={0} to={1} mark={nominal} />
    </div>
  );
}
