import type { Model } from '../../api/model.ts';
import type { Prediction } from '../contract/api.ts';
import type { Target } from '../contract/prediction.ts';
import { Amount } from './Amount.tsx';
import { OneOfMany } from './OneOfMany.tsx';
import { OneOfTwo } from './OneOfTwo.tsx';

/** The answer in the shape of its task: a class among many, one of two with its probability, or a number. */
export function Outcome({ answer, target, model }: { answer: Prediction; target: Target; model?: Model }) {
  const { probabilities } = answer;
  if (!probabilities) return <Amount answer={answer} target={target} coverage={model?.interval?.coverage} />;
  const { positive } = target;
  const asksOfOne = positive !== null && positive in probabilities && Object.keys(probabilities).length === 2;
  if (!asksOfOne) return <OneOfMany answer={answer} probabilities={probabilities} target={target} />;
  return (
    <OneOfTwo
      answer={answer}
      target={target}
      positive={positive}
      probability={probabilities[positive] ?? 0}
      threshold={model && (model.target?.threshold ?? 0.5)}
    />
  );
}
