import { Button } from '@mantine/core';
import { Problem } from '../api/problem.ts';
import { IdChip } from './IdChip.tsx';
import { Notice } from './Notice.tsx';

/** What went wrong, in the API's own words, with a way to try again and the id to ask about. */
export function ProblemMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem =
    error instanceof Problem ? error : new Problem({ title: 'Something went wrong on this page' });
  const general = problem.faults.filter((fault) => !fault.field).map((fault) => fault.message);
  const lines = general.length > 0 ? general : [problem.detail];
  return (
    <Notice tone="danger" title={problem.title}>
      {lines.filter(Boolean).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {(onRetry || problem.id) && (
        <div className="row">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {problem.id && <IdChip id={problem.id} />}
        </div>
      )}
    </Notice>
  );
}
