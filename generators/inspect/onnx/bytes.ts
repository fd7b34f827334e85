/** A file of any size, read where it is asked for: a small window of it is in memory, never the whole. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const WINDOW = 1 << 15;

export class Bytes {
  readonly size: number;
  readonly #file: number;
  readonly #window = Buffer.allocUnsafe(WINDOW);
  #start = 0;
  #length = 0;

  /** Opens `path`. Throws what the system says where that is impossible. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The byte at `position`, or undefined behind the end. */
  at(position: number): number | undefined {
    const place = position - this.#start;
    if (place >= 0 && place < this.#length) return this.#window[place];
    this.#start = position;
    this.#length = this.#fill(this.#window, position);
    return this.#length === 0 ? undefined : this.#window[0];
  }

  /** A copy of the bytes from `start` to `end`; shorter where the file ends before. */
  copy(start: number, end: number): Buffer {
    const place = start - this.#start;
    if (place >= 0 && place + end - start <= this.#length)
      return Buffer.from(this.#window.subarray(place, place + end - start));
    const bytes = Buffer.alloc(Math.max(0, Math.min(end, this.size) - start));
    return bytes.subarray(0, this.#fill(bytes, start));
  }

  #fill(into: Buffer, position: number): number {
    let done = 0;
    while (done < into.length) {
      const read = readSync(this.#file, into, done, into.length - done, position + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }
}
