import type { ReactNode } from 'react';
import { Table } from '../show/Table.tsx';
import classes from './Figure.module.css';

/** A chart with what it says in a sentence, and the same figures as a table for whoever would rather read. */
export function Figure(props: { says: string; head: string[]; rows: string[][]; children: ReactNode }) {
  const { says, head, rows, children } = props;
  return (
    <figure className={classes.figure}>
      {children}
      <figcaption>{says}</figcaption>
      <details className="more">
        <summary>As a table</summary>
        <Table caption={says} hideCaption head={head} rows={rows} />
      </details>
    </figure>
  );
}
