import { signed } from '../../show/format.ts';
import type { Explanation } from '../contract/api.ts';
import type { Field } from '../contract/fields.ts';
import { shown } from '../contract/values.ts';
import classes from './Contributions.module.css';

const MOST_SHOWN = 8;

interface Bar {
  key: string;
  label: string;
  value: string;
  size: number;
}

/**
 * The why-chart. It is a table whose last column is also drawn, so what is seen and what is read out are the same:
 * the usual answer, what each value adds to it or takes from it, and the answer they add up to.
 */
export function Contributions(props: {
  explanation: Explanation;
  about: string;
  fields: Field[];
  write: (amount: number) => string;
  writeSize: (size: number) => string;
}) {
  const { explanation, about, fields, write, writeSize } = props;
  const bars = barsOf(explanation, fields);
  const widest = Math.max(...bars.map((bar) => Math.abs(bar.size)), Number.MIN_VALUE);
  const total = explanation.base + explanation.contributions.reduce((sum, one) => sum + one.contribution, 0);
  return (
    <table className={classes.chart} data-testid="why-chart">
      <caption>What raises and lowers {about}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="for-readers">Field</span>
          </th>
          <th scope="col" className={classes.plot}>
            <span className={classes.sides}>
              <span>lowers</span> <span>raises</span>
            </span>
          </th>
          <th scope="col" className={classes.size}>
            by
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">
              <span className={classes.label}>{bar.label}</span>{' '}
              <span className={classes.value}>{bar.value}</span>
            </th>
            <td className={classes.plot}>
              <span className="for-readers">{effect(bar.size)}</span>
              <Drawn share={bar.size / widest} />
            </td>
            <td className={classes.size}>{signed(bar.size, writeSize)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            From the usual {write(explanation.base)} to
          </th>
          <td className={classes.size}>{write(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function effect(size: number): string {
  if (size === 0) return 'no effect';
  return size > 0 ? 'raises' : 'lowers';
}

/** A bar from the middle: to the right where the value raises the answer, to the left where it lowers it. */
function Drawn({ share }: { share: number }) {
  const width = Math.abs(share) * 50;
  return (
    <svg className={classes.bar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <line x1="50" x2="50" y1="0" y2="10" className={classes.axis} />
      <rect
        x={share < 0 ? 50 - width : 50}
        width={Math.max(width, share === 0 ? 0 : 0.7)}
        y="1"
        height="8"
        className={share < 0 ? classes.lowers : classes.raises}
      />
    </svg>
  );
}

/** The strongest first; what is left is one bar, so that they still add up. */
function barsOf({ contributions }: Explanation, fields: Field[]): Bar[] {
  const known = new Map(fields.map((field) => [field.name, field]));
  const ranked = [...contributions].sort(
    (one, other) => Math.abs(other.contribution) - Math.abs(one.contribution),
  );
  const strongest = ranked.slice(0, ranked.length === MOST_SHOWN + 1 ? ranked.length : MOST_SHOWN);
  const rest = ranked.slice(strongest.length);
  const bars = strongest.map(({ field, value, contribution }) => ({
    key: `field ${field}`,
    label: known.get(field)?.label ?? field,
    value: shown(value, known.get(field)),
    size: contribution,
  }));
  if (rest.length === 0) return bars;
  const size = rest.reduce((sum, one) => sum + one.contribution, 0);
  return [...bars, { key: 'rest', label: `${rest.length} other fields`, value: '', size }];
}
