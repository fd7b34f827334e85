/** The files inside a zip archive, unpacked as they are read. Archives that claim to unpack to absurd sizes are refused. */

import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { UserError } from '../../errors.ts';

const MOST_ENTRIES = 10_000;
const LARGEST = 2e9; // bytes unpacked
const SUSPICIOUS = 5e7; // bytes unpacked, above which the ratio is looked at
const MOST_RATIO = 400;

export interface Archive {
  has(path: string): boolean;
  /** Unpacked bytes. @throws UserError where there is no such file, or it is damaged or absurd */
  read(path: string): AsyncGenerator<Buffer>;
  close(): void;
}

/** @param name for messages @throws UserError */
export async function openZip(path: string, name: string): Promise<Archive> {
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  let zip: yauzl.ZipFile;
  try {
    zip = await open(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw broken(name, error);
  }
  const entries = new Map<string, yauzl.Entry>();
  try {
    await new Promise<void>((done, fail) => {
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.set(entry.fileName, entry);
        if (entries.size > MOST_ENTRIES) fail(new Error('too many files in it'));
        else zip.readEntry();
      });
      zip.on('end', done).on('error', fail);
      zip.readEntry();
    });
  } catch (error) {
    zip.close();
    throw broken(name, error);
  }
  return {
    has: (file) => entries.has(file),
    read: (file) => unpacked(zip, entries.get(file), file, name),
    close: () => zip.close(),
  };
}

async function* unpacked(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry | undefined,
  file: string,
  name: string,
): AsyncGenerator<Buffer> {
  if (!entry) throw broken(name, new Error(`${file} is not in it`));
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (size > LARGEST || (size > SUSPICIOUS && size > MOST_RATIO * packed)) {
    throw new UserError(
      'too-large',
      `${name} unpacks to ${Math.round(size / 1e6).toLocaleString('en')} MB, which no table of its size does.`,
      {
        hint: 'Save the sheet as CSV or Parquet and give that file.',
      },
    );
  }
  try {
    const open = promisify<yauzl.Entry, Readable>(zip.openReadStream.bind(zip));
    yield* (await open(entry)) as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof UserError ? error : broken(name, error);
  }
}

function broken(name: string, error: unknown): UserError {
  return new UserError(
    'broken-workbook',
    `${name} is a damaged Excel workbook: ${(error as Error).message}.`,
    {
      hint: 'Open it in Excel or LibreOffice and save it again.',
      cause: error,
    },
  );
}
