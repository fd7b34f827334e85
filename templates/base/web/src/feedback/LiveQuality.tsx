import { useFeedbackSummary, type VersionSummary } from '../api/history.ts';
import { type Metric, type Model, useModel } from '../api/model.ts';
import { Whisker } from '../charts/Whisker.tsx';
import { metricWriter } from '../model/metricWriter.ts';
import { number } from '../show/format.ts';
import { Notice } from '../show/Notice.tsx';
import { ProblemMessage } from '../show/ProblemMessage.tsx';
import classes from './LiveQuality.module.css';

const MOST_SHOWN = 3;
const FEW = 30;

/** How the model does in use beside how it did on held-out rows, each with its uncertainty. */
export function LiveQuality() {
  const summary = useFeedbackSummary();
  const model = useModel();
  if (summary.isError) return <ProblemMessage error={summary.error} onRetry={() => summary.refetch()} />;
  if (!summary.data || !model.data) return <div className={classes.live} aria-busy="true" />;
  const version = summary.data.find((one) => one.model_version === model.data.version);
  return <Version model={model.data} version={version} />;
}

function Version({ model, version }: { model: Model; version: VersionSummary | undefined }) {
  const { answered = 0, judged = 0, metrics = [] } = version ?? {};
  const pairs = pairsOf(model, metrics).slice(0, MOST_SHOWN);
  return (
    <div className={classes.live}>
      <p className={classes.count}>{counted(model.version, answered, judged)}</p>
      {judged >= FEW && pairs.some(isBehind) && (
        <Notice tone="danger" title="It does worse in use than on the held-out rows.">
          <p>The world may have changed since the training data. Consider training on newer data.</p>
        </Notice>
      )}
      {pairs.length > 0 && (
        <ul className={classes.metrics}>
          {pairs.map((pair) => (
            <Beside key={pair.live.name} pair={pair} write={metricWriter(model, pair.live.name)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function counted(version: string, answered: number, judged: number): string {
  const answers = `${number(answered)} answers of model ${version}`;
  if (answered === 0) return `Model ${version} has answered nothing yet.`;
  if (judged === 0)
    return `None of ${answers} has been judged yet. Mark them as right or wrong, or say what came true.`;
  return `${number(judged)} of ${answers} have been judged.${judged < FEW ? ' So few say little.' : ''}`;
}

interface Pair {
  live: Metric;
  card: Metric | undefined;
}

/** The main metric first, each beside the passport's own figure. */
function pairsOf(model: Model, live: Metric[]): Pair[] {
  const { values = [], primary } = model.metrics ?? {};
  const card = new Map(values.map((metric) => [metric.name, metric]));
  const order = [primary, ...values.map(({ name }) => name)];
  const place = ({ name }: Metric) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...live]
    .sort((one, other) => place(one) - place(other))
    .map((metric) => ({ live: metric, card: card.get(metric.name) }));
}

/** Even at its best, the live figure is worse than the card's at its worst. */
function isBehind({ live, card }: Pair): boolean {
  if (!card) return false;
  return live.higher_is_better === false
    ? (live.low ?? live.value) > (card.high ?? card.value)
    : (live.high ?? live.value) < (card.low ?? card.value);
}

function Beside({ pair, write }: { pair: Pair; write: (value: number) => string }) {
  const { live, card } = pair;
  const ends = [live, card].flatMap((one) =>
    one ? [one.value, one.low ?? one.value, one.high ?? one.value] : [],
  );
  const isShare = Math.min(...ends) >= 0 && Math.max(...ends) <= 1;
  const scale = { from: isShare ? 0 : Math.min(0, ...ends), to: isShare ? 1 : Math.max(...ends) };
  return (
    <li>
      <h3 className={classes.name}>
        {live.label}
        {live.higher_is_better === false && ' (lower is better)'}
      </h3>
      <Line what="in use" metric={live} write={write} scale={scale} />
      {card && <Line what="held-out rows" metric={card} write={write} scale={scale} quiet />}
    </li>
  );
}

function Line(props: {
  what: string;
  metric: Metric;
  write: (value: number) => string;
  scale: { from: number; to: number };
  quiet?: boolean;
}) {
  const { what, metric, write, scale, quiet } = props;
  const { value, low, high } = metric;
  const range = typeof low === 'number' && typeof high === 'number' ? `${write(low)} – ${write(high)}` : '';
  return (
    <p className={classes.line}>
      <span className={classes.what}>{what}</span>
      <strong>{write(value)}</strong>
      <span className={classes.range}>{range}</span>
      <Whisker value={value} low={low} high={high} {...scale} quiet={quiet} />
    </p>
  );
}
