import type { Metric, Model } from '../api/model.ts';
import { Table } from '../show/Table.tsx';
import { metricWriter } from './metricWriter.ts';
import classes from './Quality.module.css';

type Metrics = NonNullable<Model['metrics']>;

/** The main metric beside what no model at all reaches, then every metric with its uncertainty. */
export function Quality(props: { model: Model; metrics: Metrics; label: (field: string) => string }) {
  const { model, metrics, label } = props;
  const { values, baseline, best_column } = metrics;
  const primary = values.find((metric) => metric.name === metrics.primary) ?? values[0];
  if (!primary) return null;
  const write = metricWriter(model, primary.name);
  return (
    <div className={classes.quality}>
      <div>
        <p className={classes.name}>{primary.label}</p>
        <p className={classes.value}>{write(primary.value)}</p>
        <p className={classes.note}>{uncertainty(primary, write)}</p>
      </div>
      <Beside
        metric={primary}
        write={write}
        rivals={[
          ...(best_column
            ? [{ name: `best single column, ${label(best_column.field)}`, value: best_column.value }]
            : []),
          ...(baseline ? [{ name: baseline.name, value: baseline.value }] : []),
        ]}
      />
      <div className={classes.all}>
        <Table
          caption={`All metrics, ${metrics.about ?? 'on rows that were held out'}`}
          head={['Metric', 'Value', '95 % between']}
          rows={values.map((metric) => rowOf(metric, metricWriter(model, metric.name)))}
        />
      </div>
    </div>
  );
}

type Write = (value: number) => string;

function rowOf(metric: Metric, write: Write): string[] {
  const name = metric.higher_is_better === false ? `${metric.label} (lower is better)` : metric.label;
  const range =
    isKnown(metric.low) && isKnown(metric.high) ? `${write(metric.low)} – ${write(metric.high)}` : '';
  return [name, write(metric.value), range];
}

/** Bars on one scale: the model, the best single column, and what always gives the same answer. */
function Beside(props: { metric: Metric; write: Write; rivals: { name: string; value: number }[] }) {
  const { metric, write, rivals } = props;
  const bars = [{ name: 'this model', value: metric.value }, ...rivals];
  const widest = Math.max(...bars.map((bar) => bar.value), metric.high ?? 0, Number.MIN_VALUE);
  const end = metric.higher_is_better !== false && widest <= 1 ? 1 : widest;
  const share = (value: number) => `${Math.max(0, Math.min(1, value / end)) * 100}%`;
  return (
    <ul className={classes.bars}>
      {bars.map((bar, place) => (
        <li key={bar.name} data-ours={place === 0}>
          <span>{bar.name}</span>
          <span className={classes.figure}>{write(bar.value)}</span>
          <span className={classes.track} aria-hidden="true">
            <span style={{ width: share(bar.value) }} />
            {place === 0 && isKnown(metric.low) && isKnown(metric.high) && (
              <i
                style={{
                  insetInlineStart: share(metric.low),
                  width: `calc(${share(metric.high)} - ${share(metric.low)})`,
                }}
              />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function uncertainty(metric: Metric, write: Write): string {
  const direction = metric.higher_is_better === false ? 'lower is better' : 'higher is better';
  if (!isKnown(metric.low) || !isKnown(metric.high)) return direction;
  return `between ${write(metric.low)} and ${write(metric.high)} with 95 % confidence; ${direction}`;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number';
}
