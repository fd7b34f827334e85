import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { number } from './format.ts';
import { IdChip } from './IdChip.tsx';
import { ProblemMessage } from './ProblemMessage.tsx';
import classes from './Result.module.css';

/** What came of asking: an answer, a problem, or nothing yet. */
export function Result(props: {
  /** Something new to look at: on a phone it is brought to where it can be seen. */
  news: unknown;
  busy: boolean;
  error: unknown;
  onRetry: () => void;
  /** Named until there is an answer. */
  awaited: string;
  hint: string;
  children: ReactNode;
}) {
  const { news, busy, error, onRetry, awaited, hint, children } = props;
  const box = useBroughtIntoView(news ?? error);
  return (
    <div className="card" ref={box} aria-busy={busy} aria-live="polite">
      {error ? (
        <ProblemMessage error={error} onRetry={onRetry} />
      ) : (
        (children ?? (
          <div className={classes.nothing}>
            <p className={classes.nothingTitle}>{awaited}</p>
            <p>{hint}</p>
          </div>
        ))
      )}
    </div>
  );
}

/** An answer's parts below one another, and where it can be followed. */
export function Answered(props: {
  id: string;
  version: string;
  took: number;
  outdated: boolean;
  copies: ReactNode;
  children: ReactNode;
}) {
  const { id, version, took, outdated, copies, children } = props;
  return (
    <div className={classes.answer} data-testid="answer">
      {children}
      <footer className={classes.trail}>
        <span>model {version}</span>
        <span>{number(Math.max(1, took), 0)} ms</span>
        <IdChip id={id} />
        <Link to={`/history/${id}`}>in the history</Link>
        {copies}
        {outdated && <p className={classes.outdated}>The form has changed since this answer.</p>}
      </footer>
    </div>
  );
}

/** On a phone the answer stands below the form. */
function useBroughtIntoView(news: unknown) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    if (news && top > window.innerHeight * 0.7)
      box.current?.parentElement?.scrollIntoView({ behavior: 'smooth' });
  }, [news]);
  return box;
}
