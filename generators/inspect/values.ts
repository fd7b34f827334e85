/** The different values of a column and how often each was met: a hash table of its own, since it is most of the work. */

import { mix } from './sketch.ts';

/** A value that was met, how often, and a number that stands for it. */
export interface Entry {
  readonly text: string;
  readonly hash: number;
  count: number;
}

/**
 * Trimmed cells, counted. A cell's characters are gone through once: the hash finds its place here (open addressing)
 * and stands for it in the hash of its row.
 */
export class ValueCounts {
  /** In the order of first appearance. */
  readonly entries: Entry[] = [];
  private places: (Entry | null)[] = new Array(64).fill(null);
  private readonly limit: number;

  /** @param limit different values that are remembered */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Counts one cell. Its entry, or null if it would be one more than the limit and was not counted. */
  add(text: string): Entry | null {
    const hash = hashText(text);
    const last = this.places.length - 1;
    for (let place = hash & last; ; place = (place + 1) & last) {
      const entry = this.places[place] as Entry | null;
      if (entry === null) return this.insert(text, hash, place);
      if (entry.hash === hash && entry.text === text) {
        entry.count++;
        return entry;
      }
    }
  }

  private insert(text: string, hash: number, place: number): Entry | null {
    if (this.entries.length >= this.limit) return null;
    const entry = { text: copy(text), hash, count: 1 };
    this.entries.push(entry);
    this.places[place] = entry;
    if (2 * this.entries.length > this.places.length) this.grow();
    return entry;
  }

  private grow(): void {
    this.places = new Array(2 * this.places.length).fill(null);
    const last = this.places.length - 1;
    for (const entry of this.entries) {
      let place = entry.hash & last;
      while (this.places[place] !== null) place = (place + 1) & last;
      this.places[place] = entry;
    }
  }
}

/** A 32-bit hash of a text (FNV-1a, then mixed). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A text that does not keep the whole piece of the file alive that it was cut from. */
export function copy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
