import { Link, useParams } from 'react-router';
import { type Entry, useEntry } from '../api/history.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { Judge } from '../feedback/Judge.tsx';
import { entries as views } from '../kind/entry.tsx';
import { dateTime } from '../show/format.ts';
import { IdChip } from '../show/IdChip.tsx';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import classes from './EntryPage.module.css';
import { OpenById } from './OpenById.tsx';

/** One answer, opened by its id: what was asked, what was said and why, whether it was right, and the same again. */
export default function EntryPage() {
  usePageTitle('Answer');
  const { id = '' } = useParams();
  const entry = useEntry(id);
  return (
    <>
      <p className={classes.back}>
        <Link to="/history">← History</Link>
      </p>
      {entry.data ? (
        <Opened key={id} entry={entry.data} />
      ) : entry.isError ? (
        <div className="stack">
          <h1 className="page-title">No such answer</h1>
          <ProblemMessage error={entry.error} onRetry={() => entry.refetch()} />
          <OpenById />
        </div>
      ) : (
        <Loading />
      )}
    </>
  );
}

function Opened({ entry }: { entry: Entry }) {
  const truth = views.useTruth();
  return (
    <>
      <h1 className="page-title">Answer of {dateTime(entry.at)}</h1>
      <div className={`lead row ${classes.trail}`}>
        <span>model {entry.model_version}</span>
        <IdChip id={entry.id} />
      </div>
      <div className={classes.columns}>
        <section className="card" aria-labelledby="asked">
          <h2 id="asked" className="card-title">
            What was asked
          </h2>
          {entry.given_up ? (
            <p>
              What was sent is no longer kept: the log had grown to KEEP_BYTES, and its oldest files made
              room.
            </p>
          ) : (
            <views.Request entry={entry} />
          )}
        </section>
        <section className={`card ${classes.answer}`} aria-label="What was answered">
          <views.Answer entry={entry} />
          {truth && <Judge id={entry.id} given={entry.feedback} truth={truth} />}
        </section>
        {!entry.given_up && (
          <section className={`card ${classes.again}`} aria-label="The same again">
            <views.Again entry={entry} />
          </section>
        )}
      </div>
    </>
  );
}
