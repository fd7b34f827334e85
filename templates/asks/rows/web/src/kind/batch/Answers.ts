import Papa from 'papaparse';
import type { Layout, Line } from './protocol.ts';
import { RecordFinder } from './RecordFinder.ts';

const PART = 1 << 20;
/** What the API adds at the end of every row. */
const LAST = ['warnings', 'errors', 'error_columns', 'id'];

/** The API's CSV as it arrives: its bytes, kept as they are, and where its rows begin. */
export class Answers {
  layout: Layout | null = null;
  private readonly finder = new RecordFinder();
  private readonly parts: Blob[] = [];
  private waiting: Uint8Array<ArrayBuffer>[] = [];
  private size = 0;

  get answered(): number {
    return Math.max(0, this.finder.starts.length - 1);
  }

  get faulty(): number {
    return this.finder.marked.length;
  }

  async push(bytes: Uint8Array<ArrayBuffer>) {
    this.waiting.push(bytes);
    this.size += bytes.length;
    let taken = 0;
    if (!this.layout) {
      taken = this.finder.push(bytes, true);
      if (this.finder.starts.length > 0) await this.readHeader();
    }
    this.finder.push(bytes.subarray(taken));
    if (this.size > PART) this.settle();
  }

  /** Everything up to the last whole row. */
  bytes(): Blob {
    return this.whole().slice(0, this.finder.end, 'text/csv');
  }

  /** Rows `from` to before `to`, counted from 0, of all or of those with errors. */
  async read(from: number, to: number, onlyFaulty: boolean): Promise<Line[]> {
    const { marked, starts } = this.finder;
    const most = onlyFaulty ? marked.length : this.answered;
    const places = Array.from({ length: Math.max(0, Math.min(to, most) - from) }, (_, step) =>
      onlyFaulty ? (marked[from + step] ?? 0) : from + step + 1,
    );
    const whole = this.whole();
    const pieces = onlyFaulty ? places.map((place) => [place, place]) : [[places[0], places.at(-1)]];
    const texts = pieces.map(([first, last]) =>
      first === undefined || last === undefined
        ? ''
        : whole.slice(starts[first], starts[last + 1] ?? this.finder.end).text(),
    );
    const rows = (await Promise.all(texts)).flatMap((text) => this.cells(text));
    return rows.map((cells, index) => ({ row: places[index] ?? 0, cells }));
  }

  private async readHeader() {
    const line = (await this.bytes().text()).trimEnd();
    const last = line.match(/id(_\d+)?$/)?.[0] ?? '';
    const delimiter = line.at(-last.length - 1) ?? ',';
    const names = (Papa.parse<string[]>(line, { delimiter }).data[0] ?? []).map(String);
    this.layout = { names, sent: sentAmong(names), delimiter };
    this.finder.watch(delimiter, names.length + LAST.indexOf('errors') - LAST.length);
  }

  private cells(text: string): string[][] {
    const { delimiter = ',' } = this.layout ?? {};
    return Papa.parse<string[]>(text, { delimiter, newline: '\n', skipEmptyLines: 'greedy' }).data;
  }

  private settle() {
    this.parts.push(new Blob(this.waiting));
    this.waiting = [];
    this.size = 0;
  }

  private whole(): Blob {
    if (this.waiting.length > 0) this.settle();
    return new Blob(this.parts);
  }
}

/** How many columns were sent: all before the answer, its probabilities or range, and the last four. */
function sentAmong(names: string[]): number {
  let at = names.length - LAST.length;
  while (at > 1 && /^(probability_|low(_\d+)?$|high(_\d+)?$)/.test(names[at - 1] ?? '')) at--;
  return Math.max(0, at - 1);
}
