import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useModel } from '../api/model.ts';
import { Notice } from '../show/Notice.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import classes from './Again.module.css';

/** The same question to the model that answers now, and what differs. */
export function Again<T>({ ask, children }: { ask: () => Promise<T>; children: (now: T) => ReactNode }) {
  const model = useModel().data;
  const queries = useQueryClient();
  const asking = useMutation({
    mutationFn: ask,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['history'] }),
  });
  return (
    <div className={classes.again}>
      <div className="row">
        <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
          Predict again with the current model
        </Button>
        {model && <span className={classes.note}>model {model.version}</span>}
      </div>
      {asking.isError && <ProblemMessage error={asking.error} />}
      {asking.data !== undefined && children(asking.data)}
    </div>
  );
}

/** Whether it is the same answer, how it differs, and where the new one is kept. */
export function Difference({ same, id, children }: { same: boolean; id: string; children?: ReactNode }) {
  return (
    <>
      <Notice tone={same ? 'calm' : 'warn'} title={same ? 'The same answer.' : 'Another answer.'} />
      {children}
      <p className={classes.note}>
        Kept as <Link to={`/history/${id}`}>an answer of its own</Link>.
      </p>
    </>
  );
}
