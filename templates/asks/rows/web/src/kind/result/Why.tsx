import { useQuery } from '@tanstack/react-query';
import { percent, points, quantity } from '../../show/format.ts';
import { Why as Shell } from '../../show/Why.tsx';
import { explain, type Prediction, type Row } from '../contract/api.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import type { Contract } from '../contract/useContract.ts';
import { Contributions } from './Contributions.tsx';

// About the height of the chart to come, so that little moves when it is there.
const HEAD = 104;
const ROW = 47;
const MOST_ROWS = 9;

interface Props {
  row: Row;
  answer: Prediction;
  contract: Contract;
  /** The version that explains, where it is not the one that answered. */
  by?: string;
}

/** Why the model answered so: what each value of the row added to, or took from, the usual answer. */
export function Why({ row, answer, contract: { fields, target }, by }: Props) {
  const why = useQuery({
    queryKey: ['explain', answer.id],
    queryFn: () => explain(row),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const amount = (size: number) => quantity(size, target.unit, target.digits);
  return (
    <Shell why={why} height={HEAD + ROW * Math.min(fields.length, MOST_ROWS)} by={by}>
      {(explanation) => (
        <Contributions
          explanation={explanation}
          about={aboutOf(target, String(answer.prediction))}
          fields={fields}
          write={target.classes ? percent : amount}
          writeSize={target.classes ? points : amount}
        />
      )}
    </Shell>
  );
}

/** Of two classes the positive one's probability is explained, of many the predicted one's. */
function aboutOf(target: Target, predicted: string): string {
  if (!target.classes) return target.label;
  if (!target.positive) return `the probability of ${wordFor(target, predicted)}`;
  return target.words[target.positive] ? 'the probability' : `the probability of ${target.positive}`;
}
