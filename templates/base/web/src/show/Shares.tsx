import { percent } from './format.ts';
import classes from './Shares.module.css';

export interface Share {
  name: string;
  share: number;
  chosen: boolean;
}

/** Classes and their probabilities as bars; the one that was answered stands out. */
export function Shares({ shares }: { shares: Share[] }) {
  return (
    <ul className={classes.shares}>
      {shares.map(({ name, share, chosen }) => (
        <li key={name} data-chosen={chosen}>
          <span className={classes.name}>{name}</span>
          <span className={classes.share}>{percent(share)}</span>
          <span className={classes.track} aria-hidden="true">
            <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
