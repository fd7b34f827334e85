import { points, signed } from '../../show/format.ts';
import { Table } from '../../show/Table.tsx';
import type { Explanation } from '../api/predict.ts';
import classes from './Spans.module.css';

const STRONGEST = 6;
/** In per cent: more would leave too little between a letter and its ground. */
const DEEPEST = 50;

/** The text with each word coloured by what it adds to the answer, and the strongest of them as a table. */
export function Words({ explanation, text }: { explanation: Explanation; text: string }) {
  const { words = [], label } = explanation;
  const letters = Array.from(text);
  const strongest = Math.max(...words.map(({ contribution }) => Math.abs(contribution)), Number.MIN_VALUE);
  const wordAt = (start: number, end: number) => letters.slice(start, end).join('');
  const ranked = [...words].sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
  let at = 0;
  return (
    <div data-testid="why-chart">
      <p className={classes.words}>
        {words.map(({ start, end, contribution }) => {
          const between = wordAt(at, start);
          at = end;
          const share = Math.round((Math.abs(contribution) / strongest) * DEEPEST);
          const colour = contribution >= 0 ? 'var(--accent)' : 'var(--counter)';
          return (
            <span key={start}>
              {between}
              <span style={{ background: `color-mix(in srgb, ${colour} ${share}%, transparent)` }}>
                {wordAt(start, end)}
              </span>
            </span>
          );
        })}
        {wordAt(at, letters.length)}
      </p>
      <Table
        caption={`What each word adds to “${label ?? 'the answer'}”`}
        head={['Word', 'by']}
        rows={ranked
          .slice(0, STRONGEST)
          .map(({ start, end, contribution }) => [wordAt(start, end), signed(contribution, points)])}
      />
    </div>
  );
}
