import type { VirtualItem } from '@tanstack/react-virtual';
import { memo } from 'react';
import { Link } from 'react-router';
import { number } from '../../show/format.ts';
import { Attention } from '../../show/icons.tsx';
import type { Target } from '../contract/prediction.ts';
import classes from './AnswersTable.module.css';
import { type Answered, answeredIn } from './lines.ts';
import type { Layout, Line } from './protocol.ts';

interface Props {
  place: number;
  top: number;
  /** Undefined until it has been answered and read. */
  line: Line | undefined;
  layout: Layout;
  target: Target | undefined;
  across: VirtualItem[];
  shift: number;
  figures: boolean[];
  onTell: (what: string) => void;
  onGo: (column: number) => void;
}

/** One row: its number, its answer or what is wrong, and the cells as they were sent. Drawn again only if it changes. */
export const AnswerRow = memo(function AnswerRow(props: Props) {
  const { place, top, line, layout, target, across, shift, figures, onTell, onGo } = props;
  const answered = line && target && answeredIn(line, layout, target);
  const tell = (what: string) => onTell(answered ? `Row ${number(answered.row)}: ${what}` : '');
  return (
    <tr
      className={`${classes.row} ${classes.placed}`}
      aria-rowindex={place + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td className={classes.number} aria-colindex={1}>
        {answered && <RowNumber answered={answered} />}
      </td>
      <td className={classes.answer} aria-colindex={2}>
        {answered && <Said answered={answered} onTell={tell} onGo={onGo} />}
      </td>
      {across.map(({ index, key, size }) => {
        const fault = answered?.faults.get(index);
        const text = answered?.sent[index] ?? '';
        return (
          <td
            key={key}
            className={classes.cell}
            aria-colindex={index + 3}
            data-figures={figures[index]}
            style={{ width: size, marginInlineStart: index === across[0]?.index ? shift : 0 }}
          >
            {fault ? (
              <Marked name={layout.names[index] ?? ''} text={text} fault={fault} onTell={tell} />
            ) : (
              <span className={classes.text} title={text}>
                {text}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
});

/** An answered row is kept like any answer, and leads to its place in the history. */
function RowNumber({ answered: { row, id, errors } }: { answered: Answered }) {
  if (errors || !id) return number(row);
  return <Link to={`/history/${encodeURIComponent(id)}`}>{number(row)}</Link>;
}

function Said(props: { answered: Answered; onTell: (what: string) => void; onGo: (column: number) => void }) {
  const { answered, onTell, onGo } = props;
  const { said, more, errors, warnings, faults } = answered;
  if (said === null) {
    const [first] = faults.keys();
    return (
      <button
        type="button"
        className={classes.wrong}
        onFocus={() => onTell(errors)}
        onPointerEnter={() => onTell(errors)}
        onClick={() => {
          onTell(errors);
          if (first !== undefined) onGo(first);
        }}
      >
        {errors}
      </button>
    );
  }
  return (
    <>
      <span className={classes.said}>{said}</span>
      <span className={classes.more} title={more}>
        {more}
      </span>
      {warnings && (
        <button
          type="button"
          className={classes.warned}
          aria-label={`Careful: ${warnings}`}
          onFocus={() => onTell(warnings)}
          onPointerEnter={() => onTell(warnings)}
          onClick={() => onTell(warnings)}
        >
          <Attention />
        </button>
      )}
    </>
  );
}

/** A cell that is wrong, with the reason for whoever points, tabs or taps there. */
function Marked(props: { name: string; text: string; fault: string; onTell: (what: string) => void }) {
  const { name, text, fault, onTell } = props;
  return (
    <button
      type="button"
      className={classes.marked}
      aria-label={`${name}: ${text || 'empty'}. ${fault}`}
      onFocus={() => onTell(fault)}
      onPointerEnter={() => onTell(fault)}
      onClick={() => onTell(fault)}
    >
      {text || 'empty'}
    </button>
  );
}
