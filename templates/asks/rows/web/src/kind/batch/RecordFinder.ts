const QUOTE = 34;
const NEWLINE = 10;

/**
 * Finds where each record of a CSV begins, and whether one of its cells holds something, byte by byte as they come.
 *
 * The table itself stays in bytes: of 100,000 rows only the places are kept, and a row is read when it is looked at.
 * A quote inside a quoted cell is written twice, so counting quotes is enough to know what is inside.
 */
export class RecordFinder {
  /** Where each finished record begins; the first is the header. */
  readonly starts: number[] = [];
  /** The records whose watched cell holds something, by their place in `starts`. */
  readonly marked: number[] = [];
  /** Where the last finished record ends. */
  end = 0;

  private read = 0;
  private isQuoted = false;
  private column = 0;
  private isMarked = false;
  private delimiter = -1;
  private watched = -1;

  /** Says what separates the cells, and which cell is watched, from the next record on. */
  watch(delimiter: string, column: number) {
    this.delimiter = delimiter.charCodeAt(0);
    this.watched = column;
  }

  /** Takes the next bytes; stops behind the first record if it is the header, and says how many bytes it took. */
  push(bytes: Uint8Array, onlyFirst = false): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      this.read++;
      if (byte === QUOTE) this.isQuoted = !this.isQuoted;
      else if (this.isQuoted) this.isMarked ||= this.column === this.watched;
      else if (byte === this.delimiter) this.column++;
      else if (byte === NEWLINE) {
        this.finish();
        if (onlyFirst) return at + 1;
      } else this.isMarked ||= this.column === this.watched;
    }
    return bytes.length;
  }

  private finish() {
    if (this.isMarked) this.marked.push(this.starts.length);
    this.starts.push(this.end);
    this.end = this.read;
    this.column = 0;
    this.isMarked = false;
  }
}
