import classes from './Whisker.module.css';

/** A figure as a dot, its uncertainty as the line through it, on a scale from `from` to `to`. */
export function Whisker(props: {
  value: number;
  low?: number | null;
  high?: number | null;
  from: number;
  to: number;
  quiet?: boolean;
  /** Where it should be. */
  mark?: number;
}) {
  const { value, low, high, from, to, quiet, mark } = props;
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from || 1))) * 100;
  const [start, end] = [share(low ?? value), share(high ?? value)];
  return (
    <span className={classes.track} data-quiet={quiet} aria-hidden="true">
      <i style={{ insetInlineStart: `${start}%`, width: `${end - start}%` }} />
      {mark !== undefined && <u style={{ insetInlineStart: `${share(mark)}%` }} />}
      <b style={{ insetInlineStart: `${share(value)}%` }} />
    </span>
  );
}
