import { Notice } from '../../show/Notice.tsx';
import { type Answer, similarityOf } from '../api/answers.ts';
import type { Contract } from '../contract.ts';
import { Boxes } from './Boxes.tsx';
import { Labels } from './Labels.tsx';
import { Outputs } from './Outputs.tsx';
import { PaintedPicture } from './PaintedPicture.tsx';
import { ResultPicture } from './ResultPicture.tsx';
import { Similarity } from './Similarity.tsx';
import { Spans } from './Spans.tsx';
import type { Source } from './source.ts';

interface Props {
  /** One; two where they are compared. */
  answers: Answer[];
  source: Source | undefined;
  contract: Contract;
}

/** The answer in the shape of its task, and what to be careful about. */
export function Outcome(props: Props) {
  const warnings = props.answers.flatMap((answer) => answer.warnings);
  return (
    <div data-testid="outcome">
      <Shape {...props} />
      {warnings.length > 0 && (
        <Notice tone="warn">
          {warnings.map(({ message }) => (
            <p key={message}>{message}</p>
          ))}
        </Notice>
      )}
    </div>
  );
}

function Shape({ answers, source, contract }: Props) {
  const [answer] = answers;
  if (!answer) return null;
  const { predictions, boxes, image, parts, spans, embedding, outputs, id } = answer;
  if (predictions) return <Labels labels={predictions} of={contract} />;
  if (boxes) return <Boxes boxes={boxes} source={source} />;
  if (image && parts) return <PaintedPicture image={image} parts={parts} source={source} />;
  if (image) return <ResultPicture image={image} source={source} />;
  if (spans) return <Spans spans={spans} text={source?.text ?? ''} />;
  if (embedding) return <Similarity similarity={similarityOf(answers)} answers={answers} />;
  return <Outputs outputs={outputs ?? {}} id={id} />;
}
