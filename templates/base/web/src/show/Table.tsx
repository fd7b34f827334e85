import type { ReactNode } from 'react';
import classes from './Table.module.css';

/** A small table of figures. The first column names the row; a column of numbers is set to the right by `numbers`. */
export function Table(props: {
  caption: string;
  head: string[];
  rows: ReactNode[][];
  hideCaption?: boolean;
}) {
  const { caption, head, rows, hideCaption } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={classes.frame} tabIndex={0} aria-label={caption}>
      <table className={classes.table}>
        <caption className={hideCaption ? 'for-readers' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={String(name)}>
              <th scope="row">{name}</th>
              {cells.map((cell, place) => (
                <td key={head[place + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
