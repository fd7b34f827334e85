import { useId, useRef } from 'react';
import { type Accepted, useUploadingTruth } from '../api/history.ts';
import { number } from '../show/format.ts';
import { Notice } from '../show/Notice.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { Table } from '../show/Table.tsx';
import classes from './UploadTruth.module.css';

const MOST_SHOWN = 20;

/** What came true for many answers at once, as a table of ids and truths. */
export function UploadTruth() {
  const uploading = useUploadingTruth();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const upload = (table: File | undefined) => {
    if (table) uploading.mutate(table);
    // The same file can be chosen again once it has been mended.
    if (input.current) input.current.value = '';
  };
  return (
    <details className="more">
      <summary>Upload what came true</summary>
      <div className={classes.upload}>
        <label htmlFor={id}>
          A CSV with the columns <code>id</code> and <code>actual</code>, and <code>note</code> if you like. A
          batch's download has the ids.
        </label>
        <input
          ref={input}
          id={id}
          type="file"
          accept=".csv,text/csv"
          disabled={uploading.isPending}
          onChange={(event) => upload(event.currentTarget.files?.[0])}
        />
        {uploading.isError && <ProblemMessage error={uploading.error} />}
        {uploading.data && <Outcome outcome={uploading.data} />}
      </div>
    </details>
  );
}

function Outcome({ outcome: { accepted, rejected, rejected_rows } }: { outcome: Accepted }) {
  return (
    <>
      <Notice
        tone={rejected_rows > 0 ? 'warn' : 'calm'}
        title={`${number(accepted)} kept${rejected_rows > 0 ? `, ${number(rejected_rows)} not` : ''}`}
      />
      {rejected.length > 0 && (
        <Table
          caption={
            rejected_rows > MOST_SHOWN ? `The first ${MOST_SHOWN} that were not kept` : 'What was not kept'
          }
          head={['Row', 'Id', 'Why']}
          rows={rejected.slice(0, MOST_SHOWN).map(({ row, id, message }) => [number(row), id, message])}
        />
      )}
    </>
  );
}
