/** One sheet of a workbook → rows of text, every row of the sheet in its place. */

import { momentText, numberText, timeText } from './plain.ts';
import { type Attributes, parseXml, TextCollector, type Workbook } from './workbook.ts';
import type { Archive } from './zip.ts';

const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_576;
const DAY = 86_400_000; // milliseconds
/** What stands in a cell whose formula failed: no value. */
const ERRORS = new Set(['#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#N/A', '#GETTING_DATA']);

/** Rows from the first one of the sheet; blank ones are empty. @throws UserError */
export async function* rowsOf(
  archive: Archive,
  path: string,
  workbook: Workbook,
  name: string,
): AsyncGenerator<string[]> {
  const sheet = new SheetReader(workbook);
  yield* parseXml(archive.read(path), name, sheet, () => sheet.take());
}

class SheetReader {
  private rows: string[][] = [];
  private given = 0; // rows of the sheet that were handed out or are waiting
  private row: string[] | null = null;
  private rowNumber = 0;
  private column = 0;
  private kind = 'n';
  private style = 0;
  private value = '';
  private inValue = false;
  private readonly inline = new TextCollector();
  private readonly workbook: Workbook;

  constructor(workbook: Workbook) {
    this.workbook = workbook;
  }

  take(): string[][] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(tag: string, attributes: Attributes): void {
    if (tag === 'row') this.beginRow(attributes);
    else if (this.row === null) return;
    else if (tag === 'c') this.beginCell(attributes);
    else if (tag === 'v') this.inValue = true;
    else this.inline.open(tag);
  }

  text(text: string): void {
    if (this.inValue) this.value += text;
    else this.inline.add(text);
  }

  close(tag: string): void {
    if (tag === 'v') this.inValue = false;
    else if (tag === 'c') this.endCell();
    else if (tag === 'row') this.endRow();
    else this.inline.close(tag);
  }

  private beginRow({ r }: Attributes): void {
    this.rowNumber = r === undefined ? this.rowNumber + 1 : Number(r);
    this.row = [];
    this.column = 0;
  }

  private endRow(): void {
    const { row, rowNumber } = this;
    this.row = null;
    if (row === null || !(rowNumber > this.given && rowNumber <= MOST_ROWS)) return;
    for (; this.given < rowNumber - 1; this.given++) this.rows.push([]);
    this.rows.push(row);
    this.given++;
  }

  private beginCell({ r, t = 'n', s = '0' }: Attributes): void {
    this.column = r === undefined ? this.column + 1 : columnNumber(r);
    this.kind = t;
    this.style = Number(s);
    this.value = '';
    this.inline.take();
  }

  private endCell(): void {
    const { row, column } = this;
    const text = this.kind === 'inlineStr' ? this.inline.take() : this.value === '' ? '' : this.written();
    if (row === null || text === '' || !(column >= 1 && column <= MOST_COLUMNS) || ERRORS.has(text)) return;
    while (row.length < column) row.push('');
    row[column - 1] = text;
  }

  private written(): string {
    const { value } = this;
    switch (this.kind) {
      case 's':
        return this.workbook.texts[Number(value)] ?? '';
      case 'b':
        return Number(value) === 0 ? 'false' : 'true';
      case 'e':
        return '';
      case 'n':
        return this.number(value);
      case 'd':
        return value.replace(/T00:00:00(\.0+)?Z?$/, '');
      default:
        return value;
    }
  }

  private number(written: string): string {
    const value = Number(written);
    const meaning = this.workbook.styles[this.style] ?? 'number';
    if (meaning === 'number' || !Number.isFinite(value)) return numberText(value);
    return meaning === 'moment' ? this.moment(value) : durationText(value);
  }

  /** Days since 1900, which Excel takes for a leap year, or since 1904. */
  private moment(value: number): string {
    const { from1904 } = this.workbook;
    const day = Math.floor(value);
    const time = roundHalfEven((value - day) * DAY);
    if (value >= 0 && value < 1 && time < DAY) return timeText(BigInt(time) * 1000n);
    const shifted = value > 0 && value < 60 && !from1904 ? day + 1 : day;
    const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
    const milliseconds = epoch + shifted * DAY + time;
    return Number.isSafeInteger(milliseconds) ? momentText(BigInt(milliseconds) * 1000n) : '';
  }
}

function durationText(days: number): string {
  const milliseconds = roundHalfEven(days * DAY);
  return milliseconds >= 0 && milliseconds < 1e15 ? timeText(BigInt(milliseconds) * 1000n) : '';
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** `AB12` → 28 */
function columnNumber(place: string): number {
  let number = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) & 0xdf;
    if (letter < 65 || letter > 90) break;
    number = number * 26 + letter - 64;
  }
  return number;
}
