/** What stands around the sheets of a workbook: their names, the shared texts, which styles are dates. */

import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { UserError } from '../../errors.ts';
import type { Archive } from './zip.ts';

const MOST_TEXT = 1 << 28; // characters of shared texts

export interface SheetPlace {
  name: string;
  path: string;
  hidden: boolean;
}

export interface Workbook {
  sheets: SheetPlace[];
  /** Days are counted from 1904, as old Macs did. */
  from1904: boolean;
  /** By the number of a cell's style: what its numbers mean. */
  styles: ('number' | 'moment' | 'duration')[];
  texts: string[];
}

/** Attributes by their names without a prefix. */
export type Attributes = Record<string, string | undefined>;

export interface Handlers {
  open?(tag: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(tag: string): void;
}

/** Parses XML while it is unpacked; calls `after` between pieces. @throws UserError */
export async function* parseXml<T>(
  bytes: AsyncIterable<Buffer>,
  name: string,
  handlers: Handlers,
  after: () => Iterable<T>,
): AsyncGenerator<T> {
  const parser = new SaxesParser({ position: false });
  const decoder = new TextDecoder('utf-8');
  parser.on('opentag', ({ name: tag, attributes }) => {
    handlers.open?.(local(tag), withoutPrefixes(attributes as Record<string, string | SaxesAttributePlain>));
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('closetag', ({ name: tag }) => handlers.close?.(local(tag)));
  parser.on('error', (error) => {
    throw error;
  });
  const understandably = (step: () => void) => {
    try {
      step();
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        'broken-workbook',
        `${name} is a damaged Excel workbook: ${(error as Error).message.slice(0, 200)}.`,
        {
          hint: 'Open it in Excel or LibreOffice and save it again.',
          cause: error,
        },
      );
    }
  };
  for await (const piece of bytes) {
    understandably(() => parser.write(decoder.decode(piece, { stream: true })));
    yield* after();
  }
  understandably(() => parser.write(decoder.decode()).close());
  yield* after();
}

function local(tag: string): string {
  const colon = tag.indexOf(':');
  return colon < 0 ? tag : tag.slice(colon + 1);
}

function withoutPrefixes(attributes: Record<string, unknown>): Attributes {
  const plain: Attributes = {};
  for (const key in attributes) plain[local(key)] = attributes[key] as string;
  return plain;
}

async function parseAll(archive: Archive, path: string, name: string, handlers: Handlers): Promise<void> {
  for await (const _ of parseXml(archive.read(path), name, handlers, () => []));
}

/** @throws UserError */
export async function readWorkbook(archive: Archive, name: string): Promise<Workbook> {
  const places: { name: string; id: string; hidden: boolean }[] = [];
  let from1904 = false;
  await parseAll(archive, 'xl/workbook.xml', name, {
    open(tag, { name: sheet = '', id = '', state, date1904 }) {
      if (tag === 'sheet') places.push({ name: sheet, id, hidden: (state ?? 'visible') !== 'visible' });
      else if (tag === 'workbookPr') from1904 = date1904 === '1' || date1904 === 'true';
    },
  });
  const targets = new Map<string, string>();
  await parseAll(archive, 'xl/_rels/workbook.xml.rels', name, {
    open(tag, { Id = '', Target = '' }) {
      if (tag === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets = places
    .map(({ name: sheet, id, hidden }) => ({ name: sheet, path: targets.get(id) ?? '', hidden }))
    .filter(({ path }) => archive.has(path) && !path.includes('chartsheets/'));
  const texts = archive.has('xl/sharedStrings.xml') ? await sharedTexts(archive, name) : [];
  const styles = archive.has('xl/styles.xml') ? await stylesOf(archive, name) : [];
  return { sheets, from1904, styles, texts };
}

async function sharedTexts(archive: Archive, name: string): Promise<string[]> {
  const texts: string[] = [];
  let size = 0;
  const collector = new TextCollector();
  await parseAll(archive, 'xl/sharedStrings.xml', name, {
    open: (tag) => collector.open(tag),
    text: (text) => collector.add(text),
    close(tag) {
      collector.close(tag);
      if (tag !== 'si') return;
      const text = collector.take().replaceAll('x005F_', '');
      size += text.length;
      if (size > MOST_TEXT)
        throw new UserError('too-large', `${name} holds more text than can be read.`, {
          hint: 'Save the sheet as CSV or Parquet and give that file.',
        });
      texts.push(text);
    },
  });
  return texts;
}

/** The text of `<t>` elements; how a word is pronounced (`<rPh>`) is not part of it. */
export class TextCollector {
  private text = '';
  private inText = false;
  private aside = 0;

  open(tag: string): void {
    if (tag === 'rPh') this.aside++;
    else if (tag === 't') this.inText = this.aside === 0;
  }

  add(text: string): void {
    if (this.inText) this.text += text;
  }

  close(tag: string): void {
    if (tag === 'rPh') this.aside--;
    else if (tag === 't') this.inText = false;
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

/** Formats that Excel has without naming them. */
const MOMENTS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47]);
const DURATION = 46;

async function stylesOf(archive: Archive, name: string): Promise<Workbook['styles']> {
  const formats = new Map<string, string>();
  const ids: string[] = [];
  let inCells = false;
  await parseAll(archive, 'xl/styles.xml', name, {
    open(tag, { numFmtId = '0', formatCode = '' }) {
      if (tag === 'cellXfs') inCells = true;
      else if (tag === 'numFmt') formats.set(numFmtId, formatCode);
      else if (tag === 'xf' && inCells) ids.push(numFmtId);
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return ids.map((id) => {
    const code = formats.get(id);
    if (code !== undefined) return meaningOf(code);
    return Number(id) === DURATION ? 'duration' : MOMENTS.has(Number(id)) ? 'moment' : 'number';
  });
}

/** What numbers in a format like `dd/mm/yyyy;@` or `[h]:mm` are: as training's library has it. */
export function meaningOf(code: string): Workbook['styles'][number] {
  const positive = (code.split(';')[0] as string).replace(/".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]/g, '');
  if (!/(?<![_\\])[dmhys]/i.test(positive)) return 'number';
  return /\[hh?\](:mm(:ss(\.0*)?)?)?|\[mm?\](:ss(\.0*)?)?|\[ss?\](\.0*)?/i.test(positive)
    ? 'duration'
    : 'moment';
}
