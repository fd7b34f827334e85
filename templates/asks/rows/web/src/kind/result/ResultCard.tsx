import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Model } from '../../api/model.ts';
import { Judge } from '../../feedback/Judge.tsx';
import { number } from '../../show/format.ts';
import { IdChip } from '../../show/IdChip.tsx';
import { ProblemMessage } from '../../show/ProblemMessage.tsx';
import type { Answered } from '../contract/api.ts';
import { type Target, truthOf } from '../contract/prediction.ts';
import type { Contract } from '../contract/useContract.ts';
import type { Asking } from '../useAsking.ts';
import { CopyRequest } from './CopyRequest.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './ResultCard.module.css';
import { Warnings } from './Warnings.tsx';
import { Why } from './Why.tsx';

interface Props {
  asking: Asking;
  contract: Contract;
  model: Model | undefined;
}

/** What the model answered: the outcome, what to be careful about, why, and where it can be followed. */
export function ResultCard({ asking, contract, model }: Props) {
  const { answered, outdated, error, busy } = asking;
  const box = useBroughtIntoView(answered ?? error);
  return (
    <div className="card" ref={box} aria-busy={busy} aria-live="polite">
      {error ? (
        <ProblemMessage error={error} onRetry={asking.ask} />
      ) : answered ? (
        <Answer key={answered.answer.id} {...{ answered, outdated, contract, model }} />
      ) : (
        <Nothing target={contract.target} />
      )}
    </div>
  );
}

function Answer(props: Omit<Props, 'asking'> & { answered: Answered; outdated: boolean }) {
  const { answered, outdated, contract, model } = props;
  const { answer, row, took } = answered;
  const truth = truthOf(contract.target);
  return (
    <div className={classes.answer} data-testid="answer">
      <Outcome answer={answer} target={contract.target} model={model} />
      <Warnings warnings={answer.warnings} />
      <Why row={row} answer={answer} contract={contract} />
      <Judge id={answer.id} given={null} truth={truth} />
      <footer className={classes.trail}>
        <span>model {answer.model_version}</span>
        <span>{number(Math.max(1, took), 0)} ms</span>
        <IdChip id={answer.id} />
        <Link to={`/history/${answer.id}`}>in the history</Link>
        <CopyRequest row={row} />
        {outdated && <p className={classes.outdated}>The form has changed since this answer.</p>}
      </footer>
    </div>
  );
}

function Nothing({ target }: { target: Target }) {
  return (
    <div className={classes.nothing}>
      <p className={classes.nothingTitle}>{target.label}</p>
      <p>Press Predict to see what the model answers, and why.</p>
    </div>
  );
}

/** On a phone the answer stands below the form: bring it to where it can be seen. */
function useBroughtIntoView(news: unknown) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    if (news && top > window.innerHeight * 0.7)
      box.current?.parentElement?.scrollIntoView({ behavior: 'smooth' });
  }, [news]);
  return box;
}
