import { useSyncExternalStore } from 'react';
import { keyIsWanted } from '../../door/wanted.ts';
import { orderFor } from './files.ts';
import type { Counts, End, FromWorker, Layout, Line, Order, ToWorker, Trouble } from './protocol.ts';

/** A batch, from the file to the last answer. */
export interface Batch {
  file: File;
  media: string;
  state: 'running' | End;
  counts: Counts;
  layout: Layout | null;
  answers: Blob | null;
  trouble: Trouble | null;
}

interface State {
  batch: Batch | null;
  /** Why a file was not even sent. */
  refused: string | null;
}

/** The one batch of this page. It lives outside the page, so that it goes on while another page is looked at. */
let state: State = { batch: null, refused: null };
let worker: Worker | null = null;
const listeners = new Set<() => void>();
const asks = new Map<number, (rows: Line[]) => void>();
let lastAsk = 0;

export function useBatch(): State {
  return useSyncExternalStore(subscribe, () => state);
}

export async function startBatch(file: File) {
  const order = await orderFor(file);
  if ('refused' in order) return set({ refused: order.refused });
  run(order);
}

export function startAgain() {
  if (state.batch) run(state.batch);
}

/** Stops a running batch: the API is no longer asked, and what was answered stays. */
export function stopBatch() {
  tellWorker({ do: 'stop' });
}

export function forgetBatch() {
  dismiss();
  set({ batch: null, refused: null });
}

/** Rows `from` to before `to`, of all or of those with errors. */
export function readRows(from: number, to: number, onlyFaulty: boolean): Promise<Line[]> {
  const ask = ++lastAsk;
  return new Promise((resolve) => {
    asks.set(ask, resolve);
    tellWorker({ do: 'read', ask, from, to, onlyFaulty });
  });
}

function run({ file, media }: Order) {
  dismiss();
  const counts = { answered: 0, faulty: 0, total: null };
  const batch: Batch = { file, media, state: 'running', counts, layout: null, answers: null, trouble: null };
  set({ batch, refused: null });
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => hear(data));
  tellWorker({ do: 'start', order: { file, media } });
}

function hear(news: FromWorker) {
  if (news.told === 'rows') {
    asks.get(news.ask)?.(news.rows);
    asks.delete(news.ask);
  } else if (news.told === 'progress') update({ counts: news.counts, layout: news.layout });
  else {
    const { end, counts, layout, answers, trouble } = news;
    update({ state: end, counts, layout, answers, trouble });
    if (trouble?.wantsKey) keyIsWanted();
  }
}

function dismiss() {
  worker?.terminate();
  worker = null;
  asks.clear();
}

function tellWorker(order: ToWorker) {
  worker?.postMessage(order);
}

function update(news: Partial<Batch>) {
  if (state.batch) set({ batch: { ...state.batch, ...news } });
}

function set(news: Partial<State>) {
  state = { ...state, ...news };
  window.onbeforeunload = state.batch?.state === 'running' ? askBeforeLeaving : null;
  for (const listener of listeners) listener();
}

/** Another page of the product may be looked at meanwhile; closing the tab would end the batch. */
function askBeforeLeaving(event: BeforeUnloadEvent) {
  event.preventDefault();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
