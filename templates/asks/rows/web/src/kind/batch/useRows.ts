import { useEffect, useReducer, useRef } from 'react';
import { readRows } from './batch.ts';
import type { Line } from './protocol.ts';

const PAGE = 100;
const MOST_PAGES = 60;

/** The rows that are looked at, fetched a page at a time; those that are not there yet are undefined. */
export function useRows(count: number, onlyFaulty: boolean, first: number, last: number) {
  const pages = useRef(new Map<string, Line[]>());
  const asked = useRef(new Set<string>());
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const nameOf = (page: number) => `${onlyFaulty ? 'faulty' : 'all'} ${page}`;

  useEffect(() => {
    for (let page = Math.floor(first / PAGE); page * PAGE <= last && page * PAGE < count; page++) {
      const name = `${onlyFaulty ? 'faulty' : 'all'} ${page}`;
      const most = Math.min(PAGE, count - page * PAGE);
      if ((pages.current.get(name)?.length ?? 0) >= most || asked.current.has(name)) continue;
      asked.current.add(name);
      readRows(page * PAGE, page * PAGE + most, onlyFaulty).then((rows) => {
        asked.current.delete(name);
        keep(pages.current, name, rows);
        redraw();
      });
    }
  });

  return (index: number): Line | undefined =>
    pages.current.get(nameOf(Math.floor(index / PAGE)))?.[index % PAGE];
}

/** Keeps the pages that were fetched last. */
function keep(pages: Map<string, Line[]>, name: string, rows: Line[]) {
  pages.delete(name);
  pages.set(name, rows);
  const oldest = pages.size > MOST_PAGES ? pages.keys().next().value : undefined;
  if (oldest !== undefined) pages.delete(oldest);
}
