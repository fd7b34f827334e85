import { Button } from '@mantine/core';
import { CopyAs } from '../../show/CopyAs.tsx';
import { number } from '../../show/format.ts';
import { IdChip } from '../../show/IdChip.tsx';
import { FileDown } from '../../show/icons.tsx';
import { linkTo } from '../../show/link.ts';
import { Notice } from '../../show/Notice.tsx';
import classes from './BatchPage.module.css';
import { type Batch, forgetBatch, startAgain, stopBatch } from './batch.ts';
import { nameOfAnswers } from './files.ts';
import type { Trouble } from './protocol.ts';
import { asCurl, asPython } from './requests.ts';

/** How far a batch is, or how it ended, and what can be done now. */
export function Status({ batch }: { batch: Batch }) {
  const { file, media, state, trouble } = batch;
  const url = `${window.location.origin}/api/v1/predict/batch`;
  return (
    <section className={`card ${classes.status}`} aria-label="This batch">
      <div className={classes.file}>
        <strong>{file.name}</strong>
        <span className={classes.note}>{size(file.size)}</span>
        <span className={classes.copies}>
          <CopyAs name="curl" text={asCurl(url, file.name, media)} />
          <CopyAs name="Python" text={asPython(url, file.name, media)} />
        </span>
      </div>
      {state === 'running' ? (
        <Progress batch={batch} />
      ) : (
        <p className={classes.outcome} role="status">
          {outcome(batch)}
        </p>
      )}
      {trouble && <TroubleTold trouble={trouble} />}
      <div className="row">
        {state === 'running' ? (
          <Button variant="default" onClick={stopBatch}>
            Cancel
          </Button>
        ) : (
          <>
            <Download batch={batch} />
            {state !== 'done' && (
              <Button variant="default" onClick={startAgain}>
                Start again
              </Button>
            )}
            <Button variant={state === 'refused' ? 'filled' : 'default'} onClick={forgetBatch}>
              Another file
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

function Progress({ batch: { counts, file } }: { batch: Batch }) {
  const { answered, total } = counts;
  return (
    <div className={classes.progress}>
      <progress
        aria-label="Rows answered"
        max={total ?? undefined}
        value={total === null ? undefined : answered}
      />
      <span>
        {total === null
          ? `Sending ${size(file.size)} …`
          : `${number(answered)} of ${number(total)} rows answered`}
      </span>
    </div>
  );
}

function Download({ batch }: { batch: Batch }) {
  if (batch.counts.answered === 0 || !batch.answers) return null;
  return (
    <Button
      component="a"
      href={linkTo(batch.answers)}
      download={nameOfAnswers(batch.file.name)}
      leftSection={<FileDown />}
    >
      {batch.state === 'done' ? 'Download' : 'Download what was answered'}
    </Button>
  );
}

function TroubleTold({ trouble: { title, detail, id } }: { trouble: Trouble }) {
  return (
    <Notice tone="danger" title={title}>
      {detail && <p>{detail}</p>}
      {id && (
        <div className="row">
          <IdChip id={id} />
        </div>
      )}
    </Notice>
  );
}

/** `99,995 answered, 5 with errors`. */
function outcome({ state, counts: { answered, faulty, total } }: Batch): string {
  if (state === 'refused') return 'Nothing was answered.';
  const errors = faulty > 0 ? `, ${number(faulty)} with errors` : '';
  const what = `${number(answered - faulty)} answered${errors}`;
  if (state === 'done') return what;
  const ended = state === 'stopped' ? 'Cancelled' : 'Broken off';
  return total === null
    ? `${ended}.`
    : `${ended} after ${number(answered)} of ${number(total)} rows: ${what}`;
}

const KB = 1000;

function size(bytes: number): string {
  const [amount, unit] = bytes < KB * KB ? [bytes / KB, 'KB'] : [bytes / KB / KB, 'MB'];
  return `${number(amount, amount < 10 ? 1 : 0)} ${unit}`;
}
