import type { Metric, Model } from '../api/model.ts';
import { figure } from '../show/format.ts';
import { Table } from '../show/Table.tsx';
import classes from './Quality.module.css';

type Metrics = NonNullable<Model['metrics']>;

/** The main metric beside what no model at all reaches, then every metric with its uncertainty. */
export function Quality({ metrics, label }: { metrics: Metrics; label: (field: string) => string }) {
  const { values, baseline, best_column } = metrics;
  const primary = values.find((metric) => metric.name === metrics.primary) ?? values[0];
  if (!primary) return null;
  return (
    <div className={classes.quality}>
      <div>
        <p className={classes.name}>{primary.label}</p>
        <p className={classes.value}>{figure(primary.value)}</p>
        <p className={classes.note}>{uncertainty(primary)}</p>
      </div>
      <Beside
        metric={primary}
        rivals={[
          ...(best_column
            ? [{ name: `best single column, ${label(best_column.field)}`, value: best_column.value }]
            : []),
          ...(baseline ? [{ name: baseline.name, value: baseline.value }] : []),
        ]}
      />
      <div className={classes.all}>
        <Table
          caption="All metrics, on rows that were held out"
          head={['Metric', 'Value', '95 % between']}
          rows={values.map((metric) => [
            metric.higher_is_better === false ? `${metric.label} (lower is better)` : metric.label,
            figure(metric.value),
            isKnown(metric.low) && isKnown(metric.high)
              ? `${figure(metric.low)} – ${figure(metric.high)}`
              : '',
          ])}
        />
      </div>
    </div>
  );
}

/** Bars on one scale: the model, the best single column, and what always gives the same answer. */
function Beside({ metric, rivals }: { metric: Metric; rivals: { name: string; value: number }[] }) {
  const bars = [{ name: 'this model', value: metric.value }, ...rivals];
  const widest = Math.max(...bars.map((bar) => bar.value), metric.high ?? 0, Number.MIN_VALUE);
  const end = metric.higher_is_better !== false && widest <= 1 ? 1 : widest;
  const share = (value: number) => `${Math.max(0, Math.min(1, value / end)) * 100}%`;
  return (
    <ul className={classes.bars}>
      {bars.map((bar, place) => (
        <li key={bar.name} data-ours={place === 0}>
          <span>{bar.name}</span>
          <span className={classes.figure}>{figure(bar.value)}</span>
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

function uncertainty(metric: Metric): string {
  const direction = metric.higher_is_better === false ? 'lower is better' : 'higher is better';
  if (!isKnown(metric.low) || !isKnown(metric.high)) return direction;
  return `between ${figure(metric.low)} and ${figure(metric.high)} with 95 % confidence; ${direction}`;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number';
}
