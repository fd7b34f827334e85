/** What every reader of a format gives: a header, and rows of text in batches. */

import type { Dialect } from '../../spec.ts';
import type { OnProgress } from '../open.ts';

/** What overrules what would be read off the file; what is left out is read off it. */
export interface Reading {
  delimiter?: string;
  decimal?: '.' | ',';
  encoding?: string;
  /** Cells that mean "missing" beside the usual ones. */
  missing?: string[];
  header?: 0 | 1 | 2;
  sheet?: string;
}

export interface Batch {
  /** A row that could not be read is empty of cells. */
  rows: string[][];
  /** Where row `i` begins in the file, counted from 1 as its owner counts: lines of text, rows of a sheet. */
  lineOf(i: number): number;
}

/** How the rows are laid out in the file; known for certain after the last batch. */
export type Shape = Pick<
  Dialect,
  | 'format'
  | 'compression'
  | 'encoding'
  | 'delimiter'
  | 'quote'
  | 'skipLines'
  | 'skipColumns'
  | 'headerRows'
  | 'sheet'
>;

/** Something that the owner should know about how the file was read. */
export interface Notice {
  code: string;
  message: string;
}

export interface OpenTable {
  /** Cells of the header, as they stand there; names are made of them in `header.ts`. */
  header: string[];
  /** Rows that hold nothing but the header again are passed over: they are compared with these. */
  headerCells: string[][];
  batches: AsyncIterable<Batch>;
  shape(): Shape;
  bytes: number;
  sha256(): string;
  /** All of it is ASCII, so that any encoding would do. */
  plain(): boolean;
  /** Bytes were met that are no text in this encoding. */
  damaged(): boolean;
  notices: Notice[];
}

export interface OpenOptions {
  onProgress?: OnProgress | undefined;
  reading: Reading;
  /** The shape of the first of several files: the others are cut into cells as it is. */
  like: Shape | null;
}
