import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import classes from './Why.module.css';

/**
 * Why the model answered so: a place for the explanation, of about its height while it is awaited, and a way to ask again.
 *
 * `onAsk` is given where nobody has asked for it yet. `by` names the version that explains, where it is not the one that answered.
 */
export function Why<T>(props: {
  why: UseQueryResult<T>;
  height: number;
  by?: string;
  onAsk?: () => void;
  children: (explanation: T) => ReactNode;
}) {
  const { why, height, by, onAsk, children } = props;
  return (
    <section className={classes.why} aria-labelledby="why">
      <h3 id="why" className={classes.title}>
        Why
      </h3>
      {by && <p className={classes.note}>As model {by} sees it, which answers now.</p>}
      {onAsk && why.data === undefined && (
        <Button variant="default" size="xs" onClick={onAsk}>
          Explain
        </Button>
      )}
      {!onAsk && why.isPending && <Skeleton height={height} radius="md" />}
      {why.isError && (
        <p className={classes.note}>
          {why.error.message}{' '}
          <button type="button" className={classes.again} onClick={() => why.refetch()}>
            Try again
          </button>
        </p>
      )}
      {why.data !== undefined && children(why.data)}
    </section>
  );
}
