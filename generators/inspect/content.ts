/**
 * What a file is, judged by its first bytes. Whatever is no table of text is named and refused.
 */

import { UserError } from '../errors.ts';
import { encodingName } from './decode.ts';

/** Files that people mistake for tables: how they begin, what they are, and what to do about it. */
const KNOWN: { starts: string; at?: number; what: string; hint: string }[] = [
  { starts: 'PK\x05\x06', what: 'an empty zip archive', hint: 'Give the CSV file itself.' },
  {
    starts: '\xd0\xcf\x11\xe0',
    what: 'an old Excel workbook (.xls)',
    hint: 'Save the sheet as CSV and give that file.',
  },
  {
    starts: 'ARROW1',
    what: 'an Arrow or Feather file',
    hint: "Write it as CSV, e.g. pandas.read_feather('in.feather').to_csv('out.csv', index=False).",
  },
  { starts: 'Obj\x01', what: 'an Avro file', hint: 'Write it as CSV and give that file.' },
  { starts: 'ORC', what: 'an ORC file', hint: 'Write it as CSV and give that file.' },
  { starts: '\x89HDF', what: 'an HDF5 file', hint: 'Write the table as CSV and give that file.' },
  {
    starts: 'SQLite format 3',
    what: 'an SQLite database',
    hint: 'Export one table as CSV and give that file.',
  },
  { starts: '%PDF', what: 'a PDF document', hint: 'Give the data as CSV; a PDF has no columns.' },
  { starts: '\x89PNG', what: 'a PNG picture', hint: 'Give the data as CSV.' },
  { starts: '\xff\xd8\xff', what: 'a JPEG picture', hint: 'Give the data as CSV.' },
  { starts: 'GIF8', what: 'a GIF picture', hint: 'Give the data as CSV.' },
  {
    starts: '\x1f\x8b',
    what: 'a gzip archive inside a gzip archive',
    hint: 'Unpack it once and give the result.',
  },
  { starts: 'BZh', what: 'a bzip2 archive', hint: 'Unpack it, or pack it with gzip, and give that file.' },
  { starts: '\xfd7zXZ', what: 'an xz archive', hint: 'Unpack it, or pack it with gzip, and give that file.' },
  { starts: '7z\xbc\xaf', what: 'a 7z archive', hint: 'Unpack it and give the CSV inside.' },
  {
    starts: '\x28\xb5\x2f\xfd',
    what: 'a zstandard archive',
    hint: 'Unpack it, or pack it with gzip, and give that file.',
  },
  { starts: 'Rar!', what: 'a RAR archive', hint: 'Unpack it and give the CSV inside.' },
  { starts: 'ustar', at: 257, what: 'a tar archive', hint: 'Unpack it and give the CSV inside.' },
  {
    starts: '\x93NUMPY',
    what: 'a NumPy array (.npy)',
    hint: 'Write it as CSV with column names and give that file.',
  },
  { starts: '\x7fELF', what: 'a program', hint: 'Give the data as CSV.' },
  { starts: 'MZ\x90', what: 'a program', hint: 'Give the data as CSV.' },
  { starts: '\xff\xfe\x00\x00', what: 'text in UTF-32', hint: 'Save it as UTF-8.' },
  { starts: '\x00\x00\xfe\xff', what: 'text in UTF-32', hint: 'Save it as UTF-8.' },
];
for (const protocol of '\x02\x03\x04\x05') {
  KNOWN.push({
    starts: `\x80${protocol}`,
    what: 'a Python pickle',
    hint: 'Load it in Python and write the table with to_csv; pickles are never opened here.',
  });
}

/** How a text is written in bytes, and the length of its byte order mark. `sure` unless it is a guess. */
export interface TextStart {
  encoding: string;
  mark: number;
  sure: boolean;
}

/**
 * The text encoding of a file that begins with `head`.
 *
 * @param name for the message
 * @param asked what the owner says it is
 * @throws UserError if it is no text, or cannot be what it is said to be
 */
export function sniffEncoding(head: Buffer, name: string, asked?: string): TextStart {
  refuseKnown(head, name);
  const wanted = asked === undefined ? null : encodingName(asked);
  if (asked !== undefined && wanted === null) {
    throw new UserError('bad-encoding', `There is no encoding "${asked}".`, {
      hint: 'Known are utf-8, utf-16le, windows-1252, iso-8859-15, windows-1250, windows-1251, shift_jis, gb18030, big5, euc-kr and others by the same names as on the web.',
    });
  }
  const marked = markOf(head);
  if (marked !== null) {
    if (wanted !== null && wanted !== marked.encoding) {
      throw new UserError(
        'bad-encoding',
        `${name} is ${marked.encoding}, as its first bytes say, not ${wanted}.`,
        {
          hint: 'Leave --encoding out.',
        },
      );
    }
    return marked;
  }
  if (wanted !== null) return { encoding: wanted, mark: 0, sure: true };
  const encoding = guessByZeros(head);
  if (encoding === null) {
    throw new UserError('not-a-table', `${name} is a binary file, not a table in text.`, {
      hint: 'Give a CSV, TSV, JSON, Parquet or Excel file. Other formats can be written as CSV by the program that made them.',
    });
  }
  return { encoding, mark: 0, sure: false };
}

/** Refuses what is known to be no table, by its first bytes. @throws UserError */
export function refuseKnown(head: Buffer, name: string): void {
  const known = KNOWN.find(
    ({ starts, at = 0 }) => head.toString('latin1', at, at + starts.length) === starts,
  );
  if (!known) return;
  throw new UserError('not-a-table', `${name} is ${known.what}, not a table.`, { hint: known.hint });
}

function markOf(head: Buffer): TextStart | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { encoding: 'utf-8', mark: 3, sure: true };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2, sure: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2, sure: true };
  return null;
}

/** Text has no zero bytes, or hardly any that a program left behind; UTF-16 of mostly Latin text has them in every other place. */
function guessByZeros(head: Buffer): string | null {
  let even = 0;
  let odd = 0;
  let control = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] as number;
    if (byte === 0) i % 2 ? odd++ : even++;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  const pairs = head.length / 2;
  if (odd > 0.6 * pairs && even < 0.02 * pairs) return 'utf-16le';
  if (even > 0.6 * pairs && odd < 0.02 * pairs) return 'utf-16be';
  return even + odd > 0.05 * head.length || control > 0.02 * head.length ? null : 'utf-8';
}

/** Refuses text that is plainly something else than a table: a web page, XML. @throws UserError */
export function refuseOtherText(text: string, name: string): void {
  const start = text.trimStart().slice(0, 2000);
  if (/^(<!doctype html|<html|<head|<body)/i.test(start) || (/^<\?xml/.test(start) && /<html/i.test(start))) {
    throw new UserError('not-a-table', `${name} is a web page (HTML), not a table.`, {
      hint: 'The link you saved probably led to a page about the file. Open it in a browser and use its download or "Raw" button.',
    });
  }
  if (/^<(\?xml|[a-z][\w:-]*[\s>])/i.test(start)) {
    throw new UserError('not-a-table', `${name} is XML, not a table.`, {
      hint: 'Export the data as CSV and give that file.',
    });
  }
  if (/^version https:\/\/git-lfs/.test(start)) {
    throw new UserError('not-a-table', `${name} is a Git LFS pointer; the data itself was not downloaded.`, {
      hint: 'Run git lfs pull and try again.',
    });
  }
}
