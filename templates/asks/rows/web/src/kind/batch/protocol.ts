/** What the page and the worker that runs a batch say to each other. */

/** A file to be answered. `media` is what it is sent as. */
export interface Order {
  file: File;
  media: string;
}

/** How the answer's columns are laid out: what was sent, then what was added. */
export interface Layout {
  names: string[];
  /** How many of them were sent; they come first. */
  sent: number;
  delimiter: string;
}

export interface Counts {
  answered: number;
  faulty: number;
  /** How many rows the API received; null until it has said so. */
  total: number | null;
}

/** How a batch ended: wholly answered, stopped by the user, broken off, or refused before the first row. */
export type End = 'done' | 'stopped' | 'broken' | 'refused';

/** Why it was broken off or refused. */
export interface Trouble {
  title: string;
  detail: string;
  id: string | null;
  /** The API wants a key: there was none, or it was revoked. */
  wantsKey?: boolean;
}

export type ToWorker =
  | { do: 'start'; order: Order }
  | { do: 'stop' }
  | { do: 'read'; ask: number; from: number; to: number; onlyFaulty: boolean };

export type FromWorker =
  | { told: 'progress'; counts: Counts; layout: Layout | null }
  | { told: 'rows'; ask: number; rows: Line[] }
  | { told: 'end'; end: End; counts: Counts; layout: Layout | null; answers: Blob; trouble: Trouble | null };

/** One row of the answer: its place in the file, from 1, and its cells as text. */
export interface Line {
  row: number;
  cells: string[];
}
