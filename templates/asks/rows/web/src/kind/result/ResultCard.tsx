import type { Model } from '../../api/model.ts';
import { Judge } from '../../feedback/Judge.tsx';
import { Result, Answered as Shown } from '../../show/Result.tsx';
import type { Answered } from '../contract/api.ts';
import { truthOf } from '../contract/prediction.ts';
import type { Contract } from '../contract/useContract.ts';
import type { Asking } from '../useAsking.ts';
import { CopyRequest } from './CopyRequest.tsx';
import { Outcome } from './Outcome.tsx';
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
  return (
    <Result
      news={answered}
      busy={busy}
      error={error}
      onRetry={asking.ask}
      awaited={contract.target.label}
      hint="Press Predict to see what the model answers, and why."
    >
      {answered && <Answer key={answered.answer.id} {...{ answered, outdated, contract, model }} />}
    </Result>
  );
}

function Answer(props: Omit<Props, 'asking'> & { answered: Answered; outdated: boolean }) {
  const { answered, outdated, contract, model } = props;
  const { answer, row, took } = answered;
  return (
    <Shown
      id={answer.id}
      version={answer.model_version}
      took={took}
      outdated={outdated}
      copies={<CopyRequest row={row} />}
    >
      <Outcome answer={answer} target={contract.target} model={model} />
      <Warnings warnings={answer.warnings} />
      <Why row={row} answer={answer} contract={contract} />
      <Judge id={answer.id} given={null} truth={truthOf(contract.target)} />
    </Shown>
  );
}
