import { useEffect, useRef } from 'react';
import type { Model } from '../../api/model.ts';
import { number } from '../../show/format.ts';
import { IdChip } from '../../show/IdChip.tsx';
import { Notice } from '../../show/Notice.tsx';
import { ProblemMessage } from '../../show/ProblemMessage.tsx';
import type { Answered } from '../contract/api.ts';
import type { Field } from '../contract/fields.ts';
import type { Target } from '../contract/prediction.ts';
import type { Asking } from '../useAsking.ts';
import { CopyRequest } from './CopyRequest.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './ResultCard.module.css';
import { Why } from './Why.tsx';

interface Props {
  asking: Asking;
  target: Target;
  fields: Field[];
  model: Model | undefined;
}

/** What the model answered: the outcome, what to be careful about, why, and where it can be followed. */
export function ResultCard({ asking, target, fields, model }: Props) {
  const { answered, outdated, error, busy } = asking;
  const box = useBroughtIntoView(answered ?? error);
  return (
    <div className="card" ref={box} aria-busy={busy} aria-live="polite">
      {error ? (
        <ProblemMessage error={error} onRetry={asking.ask} />
      ) : answered ? (
        <Answer key={answered.answer.id} {...{ answered, outdated, target, fields, model }} />
      ) : (
        <Nothing target={target} />
      )}
    </div>
  );
}

function Answer(props: Omit<Props, 'asking'> & { answered: Answered; outdated: boolean }) {
  const { answered, outdated, target, fields, model } = props;
  const { answer, row, took } = answered;
  return (
    <div className={classes.answer} data-testid="answer">
      <Outcome answer={answer} target={target} model={model} />
      {answer.warnings.length > 0 && (
        <Notice tone="warn">
          {answer.warnings.map((warning) => (
            <p key={`${warning.field} ${warning.code}`}>{warning.message}</p>
          ))}
        </Notice>
      )}
      <Why answered={answered} target={target} fields={fields} />
      <footer className={classes.trail}>
        <span>model {answer.model_version}</span>
        <span>{number(Math.max(1, took), 0)} ms</span>
        <IdChip id={answer.id} />
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
