import type { Model } from '../api/model.ts';
import { number, percent } from '../show/format.ts';
import { Table } from '../show/Table.tsx';
import { mistakesIn } from './mistakes.ts';

const MOST_SHOWN = 12;

/** Of many classes, the mistakes that were made most often. */
export function ConfusedPairs({ confusion }: { confusion: NonNullable<Model['confusion']> }) {
  const mistakes = mistakesIn(confusion);
  if (mistakes.length === 0) return <p>No held-out row was taken for another class.</p>;
  const most = mistakes.sort((one, other) => other.count - one.count).slice(0, MOST_SHOWN);
  return (
    <Table
      caption={`The most frequent mistakes among ${number(confusion.labels.length)} classes, on held-out rows`}
      head={['Taken for another', 'Rows', 'Of the true class']}
      rows={most.map(({ truth, said, count, share }) => [
        `${truth} → ${said}`,
        number(count),
        percent(share),
      ])}
    />
  );
}
