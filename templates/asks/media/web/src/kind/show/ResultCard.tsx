import { Judge } from '../../feedback/Judge.tsx';
import { Result, Answered as Shown } from '../../show/Result.tsx';
import { answersIn } from '../api/answers.ts';
import type { Answered } from '../api/predict.ts';
import type { Contract } from '../contract.ts';
import { truthOf } from '../truth.ts';
import type { Asking } from '../useAsking.ts';
import { CopyRequest } from './CopyRequest.tsx';
import { Items } from './Items.tsx';
import { Outcome } from './Outcome.tsx';
import { sourcesIn } from './source.ts';
import { Why } from './Why.tsx';

/** What the model answered, why, and where it can be followed; of several files, one answer below the other. */
export function ResultCard({ contract, asking }: { contract: Contract; asking: Asking }) {
  const { answered, outdated, error, busy } = asking;
  return (
    <Result
      news={answered}
      busy={busy}
      error={error}
      onRetry={asking.ask}
      awaited="The answer"
      hint="Press Predict to see what the model answers."
    >
      {answered && <Answer key={answered.reply.id} {...{ answered, outdated, contract }} />}
    </Result>
  );
}

function Answer(props: { answered: Answered; outdated: boolean; contract: Contract }) {
  const { answered, outdated, contract } = props;
  const { asked, reply, took } = answered;
  const answers = answersIn(reply);
  const sources = sourcesIn(asked);
  const [answer] = answers;
  const isOne = answers.length === 1 || contract.compares;
  return (
    <Shown
      id={reply.id}
      version={answer?.model_version ?? ''}
      took={took}
      outdated={outdated}
      copies={<CopyRequest asked={asked} />}
    >
      {isOne && answer ? (
        <>
          <Outcome answers={answers} source={sources[0]} contract={contract} />
          <Why asked={asked} source={sources[0]} contract={contract} id={answer.id} />
          <Judge id={answer.id} given={null} truth={truthOf(contract)} />
        </>
      ) : (
        <Items answers={answers} sources={sources} contract={contract} />
      )}
    </Shown>
  );
}
