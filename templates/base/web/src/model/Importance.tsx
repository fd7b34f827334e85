import classes from './Importance.module.css';

const MOST_SHOWN = 12;

/** What the primary metric loses when a field's values are shuffled: what the model relies on most. */
export function Importance(props: {
  importance: { field: string; value: number }[];
  label: (field: string) => string;
  write: (value: number) => string;
}) {
  const { importance, label, write } = props;
  const ranked = [...importance].sort((one, other) => other.value - one.value);
  const shown = ranked.slice(0, ranked.length === MOST_SHOWN + 1 ? ranked.length : MOST_SHOWN);
  const widest = Math.max(...ranked.map((one) => one.value), Number.MIN_VALUE);
  const rest = ranked.length - shown.length;
  return (
    <>
      <p className={classes.note}>What the main metric loses when a field's values are shuffled.</p>
      <ul className={classes.bars}>
        {shown.map(({ field, value }) => (
          <li key={field}>
            <span className={classes.name}>{label(field)}</span>
            <span className={classes.track} aria-hidden="true">
              <span style={{ width: `${Math.max(0, value / widest) * 100}%` }} />
            </span>
            <span className={classes.figure}>{value <= 0 ? 'none' : write(value)}</span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={classes.note}>and {rest} fields that matter less</p>}
    </>
  );
}
