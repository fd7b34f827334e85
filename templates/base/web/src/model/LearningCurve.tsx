import type { Learning } from '../api/model.ts';
import classes from '../charts/charts.module.css';
import { Figure } from '../charts/Figure.tsx';
import { number } from '../show/format.ts';

const WIDTH = 330;
const HEIGHT = 180;
const LEFT = 64;

/** Would more data help? The cross-validated score by the number of rows learned from. */
export function LearningCurve({ learning, write }: { learning: Learning; write: (value: number) => string }) {
  const { points, words } = learning;
  const lows = points.map(({ score, sd }) => score - (sd ?? 0));
  const highs = points.map(({ score, sd }) => score + (sd ?? 0));
  const [least, most] = [Math.min(...lows), Math.max(...highs)];
  const last = Math.max(...points.map(({ rows }) => rows), 1);
  const x = (rows: number) => LEFT + (rows / last) * WIDTH;
  const y = (score: number) => 12 + (1 - (score - least) / (most - least || 1)) * HEIGHT;
  const band = [
    ...points.map(({ rows }, at) => `${x(rows)},${y(highs[at] ?? 0)}`),
    ...points.map(({ rows }, at) => `${x(rows)},${y(lows[at] ?? 0)}`).reverse(),
  ];
  return (
    <Figure
      says={words}
      head={['Rows', 'Score', '±']}
      rows={points.map(({ rows, score, sd }) => [number(rows), write(score), sd === null ? '–' : write(sd)])}
    >
      <svg viewBox={`0 0 ${LEFT + WIDTH + 24} ${HEIGHT + 54}`} aria-hidden="true">
        {[least, most].map((score) => (
          <g key={score}>
            <line className={classes.grid} x1={LEFT} x2={LEFT + WIDTH} y1={y(score)} y2={y(score)} />
            <text x={LEFT - 8} y={y(score) + 4} textAnchor="end">
              {write(score)}
            </text>
          </g>
        ))}
        <polygon className={classes.band} points={band.join(' ')} />
        <polyline
          className={classes.line}
          points={points.map(({ rows, score }) => `${x(rows)},${y(score)}`).join(' ')}
        />
        {points.map(({ rows, score }) => (
          <circle key={rows} className={classes.dot} cx={x(rows)} cy={y(score)} r={4} />
        ))}
        <text x={x(last)} y={HEIGHT + 32} textAnchor="end">
          {number(last)}
        </text>
        <text x={LEFT + WIDTH / 2} y={HEIGHT + 48} textAnchor="middle">
          rows learned from
        </text>
      </svg>
    </Figure>
  );
}
