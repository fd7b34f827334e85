import type { Model } from '../api/model.ts';
import { number, percent, quantity, signed } from '../show/format.ts';
import { MOST_CLASSES, mistakesIn } from './mistakes.ts';

const MOST_SHOWN = 4;
const FEW_ROWS = 30;

/** What to be careful about, read off the passport's own figures. */
export function Weaknesses({ model }: { model: Model }) {
  const lines = [
    ...slicesIn(model),
    ...confusedIn(model),
    ...thinIn(model),
    ...offIn(model),
    ...beatenIn(model),
  ];
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      <li>{boundsOf(model)}</li>
    </ul>
  );
}

/** How far its knowledge reaches, and who notices beyond that. */
function boundsOf({ observed, source, metrics }: Model): string {
  if (observed && Object.keys(observed).length > 0)
    return 'It knows only what its training data showed; a value outside gets a warning with the answer.';
  const told = 'It knows only what its training data showed, and answers whatever it is sent.';
  if (!source) return told;
  return metrics ? told : `${told} How good it is, the file does not say: try it on cases that you know.`;
}

/** Groups of rows that do clearly worse than the whole, in training's own words. */
function slicesIn({ weak }: Model): string[] {
  if (!weak) return [];
  if (weak.words.length > 0) return weak.words;
  return weak.slices.length > 0 ? [] : ['No group of held-out rows does clearly worse than the whole.'];
}

/** The classes that are most often taken for another. */
function confusedIn({ confusion }: Model): string[] {
  if (!confusion || confusion.labels.length > MOST_CLASSES) return [];
  return mistakesIn(confusion)
    .sort((one, other) => other.share - one.share)
    .slice(0, MOST_SHOWN)
    .map(
      ({ truth, said, share, count, total }) =>
        `${truth} is taken for ${said} in ${number(count)} of ${number(total)} held-out rows (${percent(share)}).`,
    );
}

/** Classes with so few held-out rows that their figures say little. */
function thinIn({ confusion }: Model): string[] {
  if (!confusion) return [];
  const thin = confusion.labels.filter(
    (_, row) => (confusion.matrix[row] ?? []).reduce((sum, count) => sum + count, 0) < FEW_ROWS,
  );
  if (thin.length === 0) return [];
  const names = thin.slice(0, MOST_SHOWN).join(', ') + (thin.length > MOST_SHOWN ? ' and others' : '');
  return [`Fewer than ${FEW_ROWS} held-out rows of ${names}: the figures for them are rough.`];
}

/** How far the answers that miss their range are off. */
function offIn({ interval, target }: Model): string[] {
  if (!interval) return [];
  const write = (value: number) => signed(value, (size) => quantity(size, target?.unit));
  const missed = percent(1 - interval.coverage);
  return [`${missed} of its answers are off by more than ${write(interval.low)} or ${write(interval.high)}.`];
}

/** A model that is hardly better than one column, or than no model. */
function beatenIn({ metrics }: Model): string[] {
  const primary = metrics?.values.find((metric) => metric.name === metrics.primary);
  if (!metrics || !primary) return [];
  const worse = (rival: number) => {
    const edge = primary.higher_is_better === false ? primary.high : primary.low;
    const bound = edge ?? primary.value;
    return primary.higher_is_better === false ? rival <= bound : rival >= bound;
  };
  if (metrics.baseline && worse(metrics.baseline.value))
    return [`It is not clearly better than ${metrics.baseline.name}.`];
  if (metrics.best_column && worse(metrics.best_column.value))
    return ['It is not clearly better than its best single column.'];
  return [];
}
