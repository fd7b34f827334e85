import type { Entry } from '../../api/history.ts';
import { useModel } from '../../api/model.ts';
import { predictionIn } from '../contract/api.ts';
import { useContract } from '../contract/useContract.ts';
import { Outcome } from '../result/Outcome.tsx';
import { Warnings } from '../result/Warnings.tsx';
import { Why } from '../result/Why.tsx';

/** The answer as it was given then. What explains is the model that answers now, and says so if it is another. */
export function Answer({ entry }: { entry: Entry }) {
  const contract = useContract();
  const model = useModel().data;
  if (!contract) return null;
  const answer = predictionIn(entry);
  const isCurrent = model?.version === entry.model_version;
  return (
    <>
      <Outcome answer={answer} target={contract.target} model={isCurrent ? model : undefined} />
      <Warnings warnings={answer.warnings} />
      <Why
        row={entry.request}
        answer={answer}
        contract={contract}
        by={model && !isCurrent ? model.version : undefined}
      />
    </>
  );
}
