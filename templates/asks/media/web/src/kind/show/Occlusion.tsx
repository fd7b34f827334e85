import { points } from '../../show/format.ts';
import type { Explanation } from '../api/predict.ts';
import classes from './Picture.module.css';
import { placeOf, type Source } from './source.ts';

/** The picture under a map: strongly coloured where covering it up costs the answer most. */
export function Occlusion(props: { explanation: Explanation; grid: number[][]; source: Source | undefined }) {
  const { explanation, grid, source } = props;
  const address = placeOf(source);
  const values = grid.flat();
  const strongest = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  const columns = Math.max(1, ...grid.map((row) => row.length));
  return (
    <div data-testid="why-chart">
      <p className="note">
        Blue where covering the picture up lowers “{explanation.label}”, orange where it raises it; by{' '}
        {points(strongest)} at most.
      </p>
      {address && (
        <div className={classes.drawn}>
          <img
            className={classes.grey}
            src={address}
            alt={`The picture, with what speaks for ${explanation.label} marked`}
          />
          <svg viewBox={`0 0 ${columns} ${grid.length}`} preserveAspectRatio="none" aria-hidden="true">
            {grid.map((row, y) =>
              row.map((value, x) => (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: a part of the picture is its place
                  key={`${x} ${y}`}
                  x={x}
                  y={y}
                  width={1}
                  height={1}
                  fill={value >= 0 ? 'var(--accent)' : 'var(--counter)'}
                  opacity={0.75 * (Math.abs(value) / strongest)}
                />
              )),
            )}
          </svg>
        </div>
      )}
    </div>
  );
}
