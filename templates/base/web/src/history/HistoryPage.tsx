import { Button } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useHistory, type Wanted } from '../api/history.ts';
import { usePageTitle } from '../app/usePageTitle.ts';
import { LiveQuality } from '../feedback/LiveQuality.tsx';
import { UploadTruth } from '../feedback/UploadTruth.tsx';
import { entries } from '../kind/entry.tsx';
import { Loading } from '../show/Loading.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import { EntryList } from './EntryList.tsx';
import { Filters } from './Filters.tsx';
import classes from './HistoryPage.module.css';
import { OpenById } from './OpenById.tsx';

/** What was asked and answered before, and what came true. The filters stand in the address, so they can be shared. */
export default function HistoryPage() {
  usePageTitle('History');
  const truth = entries.useTruth();
  const [address, setAddress] = useSearchParams();
  const wanted: Wanted = {
    prediction: address.get('answer') ?? '',
    feedback: (address.get('feedback') ?? '') as Wanted['feedback'],
    model_version: address.get('version') ?? '',
  };
  const want = (name: string, value: string) =>
    setAddress(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className={classes.head}>
        <h1 className="page-title">History</h1>
        <OpenById />
      </div>
      <section className={`card ${classes.live}`} aria-label="How it does in use">
        <h2 className="card-title">How it does in use</h2>
        <LiveQuality />
        {truth && truth.asked !== 'verdict' && <UploadTruth />}
      </section>
      <Filters wanted={wanted} onWant={want} />
      <Listed wanted={wanted} onShowAll={() => setAddress({}, { replace: true })} />
    </>
  );
}

function Listed({ wanted, onShowAll }: { wanted: Wanted; onShowAll: () => void }) {
  const history = useHistory(wanted);
  if (history.isError && !history.data)
    return <ProblemMessage error={history.error} onRetry={() => history.refetch()} />;
  if (!history.data) return <Loading />;
  const listed = history.data.pages.flatMap((page) => page.items);
  if (listed.length === 0)
    return <Nothing filtered={Object.values(wanted).some(Boolean)} {...{ onShowAll }} />;
  return (
    <>
      <EntryList entries={listed} />
      {history.isError && <ProblemMessage error={history.error} onRetry={() => history.fetchNextPage()} />}
      {history.hasNextPage && !history.isError && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={history.isFetchingNextPage}
            onClick={() => history.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function Nothing({ filtered, onShowAll }: { filtered: boolean; onShowAll: () => void }) {
  return (
    <div className={`card ${classes.nothing}`}>
      <p className={classes.nothingTitle}>
        {filtered ? 'No answer is like that' : 'Nothing has been asked yet'}
      </p>
      {filtered ? (
        <Button variant="default" size="xs" onClick={onShowAll}>
          Show all
        </Button>
      ) : (
        <p>Every answer is kept here, with what was asked.</p>
      )}
    </div>
  );
}
