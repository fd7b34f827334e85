import classes from './Headline.module.css';

const LONG = 18;

/** The answer itself, under the name of what was asked for. */
export function Headline({ label, value }: { label: string; value: string }) {
  return (
    <h2 className={classes.headline}>
      <span className={classes.asked}>{label}</span>{' '}
      <span className={classes.value} data-long={value.length > LONG}>
        {value}
      </span>
    </h2>
  );
}
