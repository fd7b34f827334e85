import type { Entry } from '../../api/history.ts';
import { Difference, Again as Shell } from '../../history/Again.tsx';
import { percent, points, quantity, signed } from '../../show/format.ts';
import { Table } from '../../show/Table.tsx';
import { type Prediction, predict, predictionIn } from '../contract/api.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import { useContract } from '../contract/useContract.ts';
import { Warnings } from '../result/Warnings.tsx';

const MOST_CLASSES = 4;

/** The same row to the model that answers now, and what differs. */
export function Again({ entry }: { entry: Entry }) {
  const contract = useContract();
  return (
    <Shell ask={() => predict(entry.request)}>
      {({ answer }) =>
        contract && <Compared then={predictionIn(entry)} now={answer} target={contract.target} />
      }
    </Shell>
  );
}

function Compared({ then, now, target }: { then: Prediction; now: Prediction; target: Target }) {
  const rows = target.classes ? shares(then, now, target) : amounts(then, now, target);
  const same = target.classes
    ? then.prediction === now.prediction
    : rows.every(([, before, after]) => before === after);
  return (
    <Difference same={same} id={now.id}>
      <Table
        caption="The answer then and now"
        hideCaption
        head={['What', `then, ${then.model_version}`, `now, ${now.model_version}`, 'difference']}
        rows={rows}
      />
      <Warnings warnings={now.warnings} />
    </Difference>
  );
}

/** The answer, and the probabilities that were largest then or are now. */
function shares(then: Prediction, now: Prediction, target: Target): string[][] {
  const before = then.probabilities ?? {};
  const after = now.probabilities ?? {};
  const size = (name: string) => Math.max(before[name] ?? 0, after[name] ?? 0);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort((one, other) => size(other) - size(one))
    .slice(0, MOST_CLASSES);
  const word = (answer: Prediction) => wordFor(target, String(answer.prediction));
  return [
    [target.label, word(then), word(now), word(then) === word(now) ? 'none' : 'another'],
    ...names.map((name) => [
      `Probability of ${wordFor(target, name)}`,
      name in before ? percent(before[name] ?? 0) : '–',
      name in after ? percent(after[name] ?? 0) : '–',
      signed((after[name] ?? 0) - (before[name] ?? 0), points),
    ]),
  ];
}

function amounts(then: Prediction, now: Prediction, target: Target): string[][] {
  const write = (value: number) => quantity(value, target.unit, target.digits);
  const line = (name: string, before: number, after: number) => [
    name,
    write(before),
    write(after),
    signed(after - before, write),
  ];
  const ends = then.interval && now.interval ? [0, 1] : [];
  return [
    line(target.label, Number(then.prediction), Number(now.prediction)),
    ...ends.map((end) =>
      line(end === 0 ? 'From' : 'To', then.interval?.[end] ?? 0, now.interval?.[end] ?? 0),
    ),
  ];
}
