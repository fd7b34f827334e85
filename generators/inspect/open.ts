/**
 * Bytes → text: finds the file, unpacks gzip, recognises the encoding, and hands the text on in pieces.
 * Nothing here ever holds more than a few pieces of the file.
 */

import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import type { Dialect } from '../spec.ts';
import { refuseOtherText, sniffEncoding } from './content.ts';
import { Decoder } from './decode.ts';
import { didYouMean } from './similar.ts';

const READ = 1 << 18; // bytes at once
const PIECE = 1 << 16; // bytes of a text; larger ones would each get memory of their own from the system
const HEAD = 1 << 16; // bytes; enough to recognise encoding and dialect

/** Told how far a long read has come, in bytes of the file as it lies on the disk. */
export type OnProgress = (read: number, bytes: number) => void;

export interface OpenText {
  bytes: number;
  compression: Dialect['compression'];
  /** The text in pieces; ends with the file. @throws UserError when the file cannot be read or unpacked */
  pieces: AsyncGenerator<string>;
  /** Known for certain only after the last piece. */
  encoding(): Dialect['encoding'];
  /** Whether all of it is ASCII, so that any encoding would do. */
  plain(): boolean;
  /** Whether bytes were met that are no text in this encoding; they are read as U+FFFD. */
  damaged(): boolean;
  /** Hexadecimal digest of the file as it lies on the disk; after the last piece. */
  sha256(): string;
}

/** Opens `path` for reading as text. @throws UserError: no such file, a folder, unreadable, empty, no text */
export async function openText(
  path: string,
  { onProgress, encoding }: { onProgress?: OnProgress | undefined; encoding?: string | undefined } = {},
): Promise<OpenText> {
  const name = basename(path);
  const bytes = await sizeOf(path);
  if (bytes === 0) throw emptyFile(name);
  const compression = (await isGzip(path)) ? 'gzip' : 'none';
  const hash = createHash('sha256');
  let decoder: Decoder | null = null;

  async function* raw(): AsyncGenerator<Buffer> {
    let read = 0;
    const file = await open(path);
    try {
      // two buffers for the whole file: one is filled while the piece in the other is used; whoever takes a piece is
      // done with it before asking for the next
      const [one, other] = [Buffer.allocUnsafe(READ), Buffer.allocUnsafe(READ)];
      const fill = (buffer: Buffer) => {
        const reading = file.read(buffer, 0, READ, null);
        reading.catch(() => {}); // told to whoever awaits it
        return reading;
      };
      let ahead = fill(one);
      for (;;) {
        const { buffer, bytesRead } = await ahead;
        if (bytesRead === 0) return;
        ahead = fill(buffer === one ? other : one);
        hash.update(buffer.subarray(0, bytesRead));
        read += bytesRead;
        onProgress?.(read, bytes);
        for (let from = 0; from < bytesRead; from += PIECE)
          yield buffer.subarray(from, Math.min(from + PIECE, bytesRead));
      }
    } finally {
      await file.close();
    }
  }

  async function* pieces(): AsyncGenerator<string> {
    try {
      const unpacked = compression === 'gzip' ? unpack(raw()) : raw();
      for await (const piece of fullHead(unpacked)) {
        if (decoder === null) {
          decoder = new Decoder(sniffEncoding(piece.subarray(0, HEAD), name, encoding));
          const text = decoder.decode(piece);
          refuseOtherText(text, name);
          yield text;
        } else {
          yield decoder.decode(piece);
        }
      }
      if (decoder === null) throw emptyFile(name);
      yield decoder.end();
    } catch (error) {
      throw explainReading(error, path);
    }
  }

  return {
    bytes,
    compression,
    pieces: pieces(),
    encoding: () => decoder?.encoding ?? 'utf-8',
    plain: () => decoder?.plain ?? true,
    damaged: () => decoder?.damaged ?? false,
    sha256: () => hash.digest('hex'),
  };
}

async function* unpack(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  const feed = (async () => {
    for await (const piece of raw) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(Buffer.from(piece))) {
        await new Promise<void>((done) => {
          const finish = () => {
            gunzip.off('drain', finish).off('close', finish);
            done();
          };
          gunzip.on('drain', finish).on('close', finish);
        });
      }
    }
    gunzip.end();
  })();
  feed.catch((error) => gunzip.destroy(error));
  yield* gunzip as AsyncIterable<Buffer>;
  await feed;
}

/** Joins first pieces until there is enough to recognise the encoding by. */
async function* fullHead(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (head === null) {
      yield piece;
    } else {
      head = Buffer.concat([head, piece]);
      if (head.length < HEAD) continue;
      yield head;
      head = null;
    }
  }
  if (head !== null && head.length > 0) yield head;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile())
      throw new UserError('source-unreadable', `${path} is not an ordinary file.`, {
        hint: 'Give a CSV file.',
      });
    return found.size;
  } catch (error) {
    throw await explainOpening(error, path);
  }
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw await explainOpening(error, path);
  }
}

async function explainOpening(error: unknown, path: string): Promise<Error> {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const files = await readdir(dirname(path)).catch(() => []);
    const close = didYouMean(basename(path), files);
    return new UserError('source-missing', `There is no file ${path}.`, {
      hint: close ? `Did you mean ${close}?` : 'Check the path; it is taken from the folder you are in.',
      cause: error,
    });
  }
  return explainReading(error, path);
}

function explainReading(error: unknown, path: string): Error {
  if (error instanceof UserError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError('source-unreadable', `${path} may not be read by you.`, {
      hint: 'Change its permissions, or copy it to a place of yours.',
      cause: error,
    });
  }
  if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') {
    return new UserError('broken-gzip', `${path} is a damaged or incomplete gzip file (${message}).`, {
      hint: 'Fetch or pack it again; gzip -t checks a file.',
      cause: error,
    });
  }
  if (code.startsWith('E')) {
    return new UserError('source-unreadable', `${path} could not be read: ${message}.`, {
      hint: 'Copy it to another place and try again.',
      cause: error,
    });
  }
  return error as Error;
}

function emptyFile(name: string): UserError {
  return new UserError('empty', `${name} is empty.`, {
    hint: 'Give a file with a line of column names and at least 10 rows.',
  });
}
