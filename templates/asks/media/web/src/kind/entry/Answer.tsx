import type { Entry } from '../../api/history.ts';
import { useModel } from '../../api/model.ts';
import { answerIn } from '../api/answers.ts';
import { useContract } from '../contract.ts';
import { Outcome } from '../show/Outcome.tsx';
import { againOf, sourceIn } from '../show/source.ts';
import { Why } from '../show/Why.tsx';

/** The answer as it was given then. What explains is the model that answers now, and says so if it is another. */
export function Answer({ entry }: { entry: Entry }) {
  const contract = useContract();
  const model = useModel().data;
  if (!contract) return null;
  const answer = answerIn(entry);
  const source = sourceIn(entry);
  const asked = againOf(entry);
  const isCurrent = model?.version === entry.model_version;
  return (
    <>
      {answer.image === null ? (
        <p>A picture, which is no longer kept.</p>
      ) : (
        <Outcome answers={[answer]} source={source} contract={contract} />
      )}
      {asked && (
        <Why
          asked={asked}
          source={source}
          contract={contract}
          id={entry.id}
          by={model && !isCurrent ? model.version : undefined}
        />
      )}
    </>
  );
}
