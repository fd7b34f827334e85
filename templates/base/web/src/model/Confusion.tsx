import type { Model } from '../api/model.ts';
import { number } from '../show/format.ts';
import classes from './Confusion.module.css';

/** Rows are what was true, columns what the model said; shaded by the share of the row. */
export function Confusion({ confusion }: { confusion: NonNullable<Model['confusion']> }) {
  const { labels, matrix } = confusion;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={classes.frame} tabIndex={0} aria-label="Confusion matrix">
      <table className={classes.matrix}>
        <caption>Held-out rows: what was true, and what the model said</caption>
        <thead>
          <tr>
            <th scope="col">true ↓ · said →</th>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, row) => {
            const counts = matrix[row] ?? [];
            const total = Math.max(
              1,
              counts.reduce((sum, count) => sum + count, 0),
            );
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                {labels.map((said, column) => {
                  const count = counts[column] ?? 0;
                  return (
                    <td
                      key={said}
                      data-right={row === column}
                      style={{ '--share': `${(count / total) * 45}%` } as React.CSSProperties}
                    >
                      {number(count)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
