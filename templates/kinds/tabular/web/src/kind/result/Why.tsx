import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { points, quantity } from '../../show/format.ts';
import { type Answered, explain } from '../contract/api.ts';
import type { Field } from '../contract/fields.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import { Contributions } from './Contributions.tsx';
import classes from './Why.module.css';

/** Why the model answered so: what each value of the row added to, or took from, the usual answer. */
export function Why({ answered, target, fields }: { answered: Answered; target: Target; fields: Field[] }) {
  const { answer, row } = answered;
  const why = useQuery({
    queryKey: ['explain', answer.id],
    queryFn: () => explain(row),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const explained = target.classes ? (target.positive ?? String(answer.prediction)) : null;
  const about = explained === null ? target.label : `the probability of ${wordFor(target, explained)}`;
  return (
    <section className={classes.why} aria-labelledby="why">
      <h3 id="why" className={classes.title}>
        Why
      </h3>
      {why.isPending && <Skeleton height={48 + 34 * Math.min(fields.length, 9)} radius="md" />}
      {why.isError && (
        <p className={classes.note}>
          {why.error.message}{' '}
          <button type="button" className={classes.again} onClick={() => why.refetch()}>
            Try again
          </button>
        </p>
      )}
      {why.data && (
        <Contributions
          explanation={why.data}
          about={about}
          fields={fields}
          write={explained === null ? (size) => quantity(size, target.unit, target.digits) : points}
        />
      )}
    </section>
  );
}
