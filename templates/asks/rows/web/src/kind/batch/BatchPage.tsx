import { usePageTitle } from '../../app/usePageTitle.ts';
import { Notice } from '../../show/Notice.tsx';
import { AnswersTable } from './AnswersTable.tsx';
import classes from './BatchPage.module.css';
import { useBatch } from './batch.ts';
import { Drop } from './Drop.tsx';
import { Status } from './Status.tsx';

/** A whole table to the model: drop it, watch it being answered, take the answers away. */
export default function BatchPage() {
  usePageTitle('Batch');
  const { batch, refused } = useBatch();
  return (
    <div className={classes.page}>
      <div>
        <h1 className="page-title">Batch</h1>
        <p className="lead">Many rows at once: drop a table, get it back with answers.</p>
      </div>
      {refused && <Notice tone="danger" title={refused} />}
      {batch ? <Status batch={batch} /> : <Drop />}
      {batch?.layout && (
        <AnswersTable
          key={batch.layout.names.join()}
          layout={batch.layout}
          counts={batch.counts}
          running={batch.state === 'running'}
        />
      )}
    </div>
  );
}
