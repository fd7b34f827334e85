import { useMemo } from 'react';
import type { Layout, Line } from './protocol.ts';

const LEAST = 84;
const MOST = 260;
const A_SIGN = 8;
const AROUND = 28;
const FIGURE = /^\s*[+-]?[\d.,]+(e[+-]?\d+)?\s*$/i;

/** How wide each column is, and whether it holds figures: by its name and its first cells, so that nothing moves later. */
export function useWidths(layout: Layout, first: (Line | undefined)[] | undefined) {
  const known = first !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: decided once, when the first rows are there
  return useMemo(() => {
    const cellsOf = (place: number) => (first ?? []).map((line) => line?.cells[place] ?? '');
    const columns = Array.from({ length: layout.sent }, (_, place) => cellsOf(place));
    const longest = (place: number) =>
      Math.max(layout.names[place]?.length ?? 0, ...(columns[place] ?? []).map((cell) => cell.length));
    return {
      widths: columns.map((_, place) => Math.min(MOST, Math.max(LEAST, longest(place) * A_SIGN + AROUND))),
      figures: columns.map(isOfFigures),
    };
  }, [layout, known]);
}

/** Most of them, since the others may be what is wrong. */
function isOfFigures(cells: string[]): boolean {
  const filled = cells.filter(Boolean);
  return filled.filter((cell) => FIGURE.test(cell)).length > filled.length / 2;
}
