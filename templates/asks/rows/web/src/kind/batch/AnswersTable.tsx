import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { number } from '../../show/format.ts';
import { useContract } from '../contract/useContract.ts';
import { AnswerRow } from './AnswerRow.tsx';
import classes from './AnswersTable.module.css';
import type { Counts, Layout } from './protocol.ts';
import { useRows } from './useRows.ts';
import { useWidths } from './useWidths.ts';

const HEIGHT = 40;
/** How wide the row's number and its answer are, which stay in sight. */
const FIXED = { number: 76, answer: 268 };
const FIXED_ON_A_PHONE = { number: 60, answer: 150 };
const PHONE = '(max-width: 600px)';

interface Props {
  layout: Layout;
  counts: Counts;
  running: boolean;
}

/** Every row with its answer. Only what is in sight exists, in both directions. */
export function AnswersTable({ layout, counts, running }: Props) {
  const [onlyFaulty, setOnlyFaulty] = useState(false);
  const [told, setTold] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const fixed = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
    ? FIXED_ON_A_PHONE
    : FIXED;
  const start = fixed.number + fixed.answer;
  const target = useContract()?.target;
  const there = onlyFaulty ? counts.faulty : counts.answered;
  // All rows have their place from the start: what is measured once for 100,000 rows is not measured at every news.
  const count = onlyFaulty || !running ? there : Math.max(there, counts.total ?? 0);

  const rows = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => HEIGHT,
    overscan: 5,
    paddingStart: HEIGHT,
    scrollPaddingStart: HEIGHT,
  });
  const visible = rows.getVirtualItems();
  const line = useRows(there, onlyFaulty, visible[0]?.index ?? 0, visible.at(-1)?.index ?? 0);
  const { widths, figures } = useWidths(layout, line(0) && [...Array(20).keys()].map(line));
  const columns = useVirtualizer({
    horizontal: true,
    count: layout.sent,
    getScrollElement: () => frame.current,
    estimateSize: (place) => widths[place] ?? 0,
    overscan: 3,
    paddingStart: start,
    scrollPaddingStart: start,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the widths are all that changes what was measured
  useLayoutEffect(() => columns.measure(), [widths]);
  const across = columns.getVirtualItems();
  const goTo = useCallback((column: number) => columns.scrollToIndex(column, { align: 'center' }), [columns]);
  const shift = Math.max(0, (across[0]?.start ?? start) - start);

  return (
    <section className={`card ${classes.card}`} aria-label="Rows with answers">
      <div className={classes.head}>
        <label className={classes.only}>
          <input
            type="checkbox"
            checked={onlyFaulty}
            disabled={counts.faulty === 0 && !onlyFaulty}
            onChange={(event) => {
              setOnlyFaulty(event.currentTarget.checked);
              frame.current?.scrollTo({ top: 0 });
            }}
          />
          Only rows with errors ({number(counts.faulty)})
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
      <div ref={frame} className={classes.frame} tabIndex={0}>
        <table
          className={classes.table}
          aria-label="Rows with answers"
          aria-rowcount={count + 1}
          aria-colcount={layout.sent + 2}
          style={
            {
              height: rows.getTotalSize(),
              width: columns.getTotalSize(),
              '--number': `${fixed.number}px`,
              '--answer': `${fixed.answer}px`,
            } as CSSProperties
          }
        >
          <thead className={classes.names}>
            <tr className={classes.row} aria-rowindex={1}>
              <th className={classes.number} scope="col" aria-colindex={1}>
                Row
              </th>
              <th className={classes.answer} scope="col" aria-colindex={2}>
                {target?.label ?? 'Answer'}
              </th>
              {across.map(({ index, key, size }) => (
                <th
                  key={key}
                  className={classes.cell}
                  scope="col"
                  aria-colindex={index + 3}
                  data-figures={figures[index]}
                  style={{ width: size, marginInlineStart: index === across[0]?.index ? shift : 0 }}
                  title={layout.names[index]}
                >
                  {layout.names[index]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map(({ index, key, start: top }) => (
              <AnswerRow
                key={key}
                place={index}
                top={top}
                line={line(index)}
                layout={layout}
                target={target}
                across={across}
                shift={shift}
                figures={figures}
                onTell={setTold}
                onGo={goTo}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.told} role="status">
        {told || (counts.faulty > 0 ? 'Point at a marked cell to read what is wrong with it.' : '')}
      </p>
    </section>
  );
}
