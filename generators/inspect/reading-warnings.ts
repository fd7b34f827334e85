/** What the owner should know about how the file was read: what was taken for the header, and what for no row. */

import type { Warning } from '../spec.ts';
import type { TableProfile } from './profile.ts';

const LOOK_AT = 1000; // different cells of a column

export function readingWarnings(profile: TableProfile): Warning[] {
  const { source, passedOver, notices } = profile;
  const warnings: Warning[] = notices.map((notice) => ({ ...notice, column: null }));
  const warn = (code: string, message: string) => warnings.push({ code, column: null, message });
  if (source.headerRows === 0)
    warn(
      'no-header',
      'The first row looks like the rows below it, so there are no names of columns: they are called column_1, column_2 … If it does hold the names, say --header 1',
    );
  if (source.headerRows === 2)
    warn(
      'two-header-rows',
      'Two rows hold the names of columns and are joined. If only one does, say --header 1',
    );
  const foreign = source.encoding === 'windows-1252' ? foreignWord(profile) : null;
  if (foreign !== null)
    warn(
      'other-encoding',
      `The text is no UTF-8 and was read as windows-1252, where "${foreign}" is hardly a word. If it is in another encoding, say so: --encoding windows-1251, shift_jis, gb18030 …`,
    );
  const { totals, headers } = passedOver;
  if (totals > 0)
    warn(
      'totals-row',
      `${counted(totals, 'row')} at the end (${source.totals.map((word) => `"${word}"`).join(', ')}) ${totals === 1 ? 'sums' : 'sum'} the others up and ${totals === 1 ? 'is' : 'are'} left out`,
    );
  if (headers > 0)
    warn(
      'repeated-header',
      `${counted(headers, 'row')} ${headers === 1 ? 'is' : 'are'} the header once more and ${headers === 1 ? 'is' : 'are'} left out`,
    );
  return warnings;
}

/** A word that no language of Western Europe has: with three letters beyond ASCII in a row. */
function foreignWord({ columns }: TableProfile): string | null {
  for (const { name, counts } of columns)
    for (const text of [name, ...[...counts.keys()].slice(0, LOOK_AT)])
      if (/[\u0080-\uffff]{3}/.test(text)) return text.slice(0, 30);
  return null;
}

function counted(rows: number, noun: string): string {
  return `${rows.toLocaleString('en')} ${noun}${rows === 1 ? '' : 's'}`;
}
