import classes from '../charts/charts.module.css';
import { Figure } from '../charts/Figure.tsx';
import { number, percent } from '../show/format.ts';

interface Point {
  predicted: number;
  observed: number;
  count: number;
}

const SIDE = 300;
const HEIGHT = 220;
const LEFT = 44;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const SMALLEST = 3;
const LARGEST = 9;

/** Of the rows that got 80 %, how many were it? On the dashed line, 80 %. A larger dot stands for more rows. */
export function Calibration({ points }: { points: Point[] }) {
  const x = (share: number) => LEFT + share * SIDE;
  const y = (share: number) => 10 + (1 - share) * HEIGHT;
  const most = Math.max(...points.map((point) => point.count), 1);
  const radius = (count: number) => SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(count / most);
  return (
    <Figure
      says="How often it came true, against the probability that was given. On the dashed line they are the same."
      head={['Probability given', 'Came true', 'Rows']}
      rows={points.map((point) => [percent(point.predicted), percent(point.observed), number(point.count)])}
    >
      <svg viewBox={`0 0 ${LEFT + SIDE + 16} ${HEIGHT + 52}`} aria-hidden="true">
        {TICKS.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {percent(tick)}
            </text>
            <text x={x(tick)} y={y(0) + 18} textAnchor="middle">
              {percent(tick)}
            </text>
          </g>
        ))}
        <text x={x(0.5)} y={y(0) + 36} textAnchor="middle">
          probability given
        </text>
        <line className={classes.guide} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <polyline
          className={classes.line}
          points={points.map((point) => `${x(point.predicted)},${y(point.observed)}`).join(' ')}
        />
        {points.map((point) => (
          <circle
            key={point.predicted}
            className={classes.dot}
            cx={x(point.predicted)}
            cy={y(point.observed)}
            r={radius(point.count)}
          />
        ))}
      </svg>
    </Figure>
  );
}
