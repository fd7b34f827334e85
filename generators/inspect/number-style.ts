/** How a table writes its numbers: which sign is the decimal one, and which one stands between thousands. */

import { affixedNumber, type Convention, NUMBER, NumberReader } from './numbers.ts';

/** In the order of preference when several explain the cells equally well. */
const CONVENTIONS: Convention[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
];

const MAYBE_NUMBER = /\d.*[.,'’ \u00a0\u202f\u2009]|[.,]\d/;
const OTHER = /[^\d.,'’ \u00a0\u202f\u2009+\-−eE]/;
const WHOLE = /^[+\-−]?\d{1,15}$/;
const SURE = 0.9; // share of cells that a convention has to make numbers of

export interface NumberStyle extends Convention {
  /** The convention of every column: the table's, or its own where the table's does not explain it. */
  columns: Convention[];
  /** Columns (by position) whose cells would be other numbers under another convention that explains them as well. */
  unsure: number[];
}

/** A cell without what stands around the number in it; '' for one that is too long for a number. */
function bareOf(cell: string): string {
  return cell.length < 40 ? (affixedNumber(cell)?.bare ?? cell) : '';
}

/** Whether a sign in it may be a decimal one, or one between thousands. */
function tells(bare: string): boolean {
  return MAYBE_NUMBER.test(bare) && !OTHER.test(bare);
}

/**
 * The convention that makes numbers of the most columns.
 *
 * @param columns some trimmed, non-missing cells of every column
 * @param commaIsLikely the delimiter is one that people with a decimal comma use
 * @param asked the decimal sign, where the owner says it
 */
export function sniffNumbers(
  columns: string[][],
  commaIsLikely: boolean,
  asked?: Convention['decimal'],
): NumberStyle {
  const bare = columns.map((cells) => cells.map(bareOf));
  const telling = columns.map((cells, i) =>
    cells.filter((_, k) => tells((bare[i] as string[])[k] as string)),
  );
  // Whole numbers tell nothing of signs, but that the column holds numbers.
  const holdsNumbers = bare.map(
    (cells) => cells.filter((cell) => tells(cell) || WHOLE.test(cell)).length >= 0.5 * cells.length,
  );
  const order = commaIsLikely
    ? CONVENTIONS
    : CONVENTIONS.filter((c) => c.thousands === '' && c.decimal === '.').concat(
        CONVENTIONS.slice(2, 3),
        CONVENTIONS.slice(1, 2),
        CONVENTIONS.slice(3),
      );
  const possible = order.filter(({ decimal }) => asked === undefined || decimal === asked);
  const scored = possible.map((convention) => {
    const reader = new NumberReader(convention);
    const shares = telling.map((cells, i) => {
      const read = cells.filter((cell) => reader.read(cell) === NUMBER).length;
      return holdsNumbers[i] ? read / Math.max(1, cells.length) : 0;
    });
    return { convention, shares, score: shares.reduce((sum, share) => sum + (share >= SURE ? share : 0), 0) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a));
  const unsure = asked ? [] : telling.flatMap((cells, i) => (isUnsure(cells, i) ? [i] : []));
  return { ...best.convention, unsure, columns: telling.map((_, i) => ownConvention(i)) };

  /** Where the table's convention fails, the one that makes numbers of all the cells. */
  function ownConvention(column: number): Convention {
    if ((best.shares[column] as number) >= SURE) return best.convention;
    const own = scored.reduce((a, b) =>
      (b.shares[column] as number) > (a.shares[column] as number) ? b : a,
    );
    return (own.shares[column] as number) >= SURE ? own.convention : best.convention;
  }

  function isUnsure(cells: string[], column: number): boolean {
    if ((best.shares[column] as number) < SURE) return false;
    if (best.convention.decimal === '.' && !commaIsLikely && !cells.some((cell) => cell.includes(',')))
      return false;
    const mine = new NumberReader(best.convention);
    return scored.some((other) => {
      if (other === best || other.score < best.score - 1e-9 || (other.shares[column] as number) < SURE)
        return false;
      const theirs = new NumberReader(other.convention);
      return cells.some(
        (cell) => mine.read(cell) === NUMBER && theirs.read(cell) === NUMBER && mine.value !== theirs.value,
      );
    });
  }
}
