import type { Order } from './protocol.ts';

/** What the first bytes of files that are no text say they are, and what to do. */
const OTHERS: [signs: number[], what: string][] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'This is a spreadsheet or an archive. In Excel: File, Save as, CSV UTF-8. Then drop that file.',
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'This is an old Excel file. In Excel: File, Save as, CSV UTF-8. Then drop that file.',
  ],
  [[0x1f, 0x8b], 'This file is compressed. Unpack it, then drop what was inside.'],
  [
    [0x50, 0x41, 0x52, 0x31],
    'This is a Parquet file. “npm run score” answers it; here, save it as CSV first.',
  ],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF. A CSV is needed: a table as text.'],
];

/** Says what to send for a file, or why it cannot be answered, before anything is sent. */
export async function orderFor(file: File): Promise<Order | { refused: string }> {
  const start = await firstBytes(file);
  if (start === null) return { refused: 'This cannot be read. Is it a folder? Choose one file.' };
  if (start.length === 0) return { refused: 'This file is empty.' };
  const other = OTHERS.find(([signs]) => signs.every((sign, place) => start[place] === sign));
  if (other) return { refused: other[1] };
  const isLines = /\.(ndjson|jsonl)$/i.test(file.name);
  return { file, media: isLines ? 'application/x-ndjson' : 'text/csv' };
}

async function firstBytes(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.slice(0, 4).arrayBuffer());
  } catch {
    return null;
  }
}

/** `orders.csv` → `orders-answers.csv`. */
export function nameOfAnswers(name: string): string {
  return `${name.replace(/\.[^.]*$/, '')}-answers.csv`;
}
