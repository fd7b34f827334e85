import type { Model } from '../api/model.ts';
import classes from '../charts/charts.module.css';
import { Figure } from '../charts/Figure.tsx';
import { number, percent, quantity, signed } from '../show/format.ts';

const WIDTH = 400;
const HEIGHT = 190;

/** How far the truth lay from the answer, on rows that were held out. */
export function Residuals(props: {
  residuals: NonNullable<Model['residuals']>;
  interval: Model['interval'];
  unit: string | null | undefined;
}) {
  const { residuals, interval, unit } = props;
  const { edges, counts } = residuals;
  const first = edges[0] ?? 0;
  const last = edges[edges.length - 1] ?? 1;
  const most = Math.max(...counts, 1);
  const x = (value: number) => 20 + ((value - first) / (last - first || 1)) * WIDTH;
  const write = (value: number) => signed(value, (size) => quantity(size, unit));
  const range = interval
    ? ` ${percent(interval.coverage)} of them lie between ${write(interval.low)} and ${write(interval.high)}.`
    : '';
  return (
    <Figure
      says={`How far the truth lay above (+) or below (−) the answer.${range}`}
      head={['From', 'To', 'Rows']}
      rows={counts.map((count, bin) => [write(edges[bin] ?? 0), write(edges[bin + 1] ?? 0), number(count)])}
    >
      <svg viewBox={`0 0 ${WIDTH + 40} ${HEIGHT + 36}`} aria-hidden="true">
        {counts.map((count, bin) => {
          const from = x(edges[bin] ?? 0);
          const height = (count / most) * HEIGHT;
          return (
            <rect
              key={edges[bin]}
              className={classes.bar}
              x={from + 0.5}
              width={Math.max(0.5, x(edges[bin + 1] ?? 0) - from - 1)}
              y={HEIGHT - height}
              height={height}
            />
          );
        })}
        <line className={classes.grid} x1={20} x2={WIDTH + 20} y1={HEIGHT} y2={HEIGHT} />
        {first < 0 && last > 0 && <line className={classes.guide} x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} />}
        <text x={x(first)} y={HEIGHT + 20}>
          {write(first)}
        </text>
        {first < 0 && last > 0 && (
          <text x={x(0)} y={HEIGHT + 20} textAnchor="middle">
            {number(0)}
          </text>
        )}
        <text x={x(last)} y={HEIGHT + 20} textAnchor="end">
          {write(last)}
        </text>
      </svg>
    </Figure>
  );
}
