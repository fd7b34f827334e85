/**
 * Bytes → text: finds the file, unpacks gzip, recognises the encoding, and hands the text on in pieces.
 * Nothing here ever holds more than a few pieces of the file.
 */

import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import type { Dialect } from '../spec.ts';
import { refuseOtherText, sniffEncoding } from './content.ts';
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
  /** Whether bytes were met that are no text in this encoding; they are read as U+FFFD. */
  damaged(): boolean;
  /** Hexadecimal digest of the file as it lies on the disk; after the last piece. */
  sha256(): string;
}

/** Opens `path` for reading as text. @throws UserError: no such file, a folder, unreadable, empty, no text */
export async function openText(path: string, onProgress?: OnProgress): Promise<OpenText> {
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
          decoder = new Decoder(sniffEncoding(piece.subarray(0, HEAD), name));
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

/** Bytes → text across pieces. What was taken for UTF-8 turns into windows-1252 at the first byte that proves it. */
class Decoder {
  encoding: Dialect['encoding'];
  damaged = false;
  private rest: Buffer = Buffer.alloc(0);
  private skip: number;
  private seenWide = false;

  constructor({ encoding, mark }: { encoding: Dialect['encoding']; mark: number }) {
    this.encoding = encoding;
    this.skip = mark;
    this.seenWide = mark === 3;
  }

  decode(piece: Buffer): string {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    if (this.skip > 0) {
      bytes = bytes.subarray(this.skip);
      this.skip = 0;
    }
    const whole = bytes.length - this.unfinished(bytes);
    this.rest = Buffer.from(bytes.subarray(whole));
    return this.toText(bytes.subarray(0, whole));
  }

  end(): string {
    if (this.rest.length > 0) {
      if (this.encoding !== 'utf-8') this.damaged ||= this.encoding !== 'windows-1252';
      return this.toText(this.rest);
    }
    return '';
  }

  /** Bytes at the end that belong to a character whose other bytes are still to come. */
  private unfinished(bytes: Buffer): number {
    if (this.encoding === 'windows-1252') return 0;
    if (this.encoding !== 'utf-8') return bytes.length % 2;
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back] as number;
      if (byte < 0x80) return 0;
      if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    }
    return 0;
  }

  private toText(bytes: Buffer): string {
    if (this.encoding !== 'utf-16le' && this.encoding !== 'utf-16be' && isAscii(bytes))
      return bytes.toString('latin1');
    if (this.encoding === 'utf-16le') return bytes.toString('utf16le');
    if (this.encoding === 'utf-16be')
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le');
    if (this.encoding === 'windows-1252') return windows1252(bytes);
    const text = bytes.toString('utf8');
    if (isUtf8(bytes)) {
      this.seenWide ||= text.length !== bytes.length;
      return text;
    }
    if (this.seenWide || mostlyUtf8(text)) {
      this.damaged = true;
      return text;
    }
    this.encoding = 'windows-1252';
    return windows1252(bytes);
  }
}

function mostlyUtf8(text: string): boolean {
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const wide = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return wide > broken;
}

/** 0x80 … 0x9f of windows-1252; the five unused places are U+FFFD, as Python's `errors="replace"` has it. */
const HIGH = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

// Node's own TextDecoder takes windows-1252 for Latin-1 in some releases.
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (char) => HIGH[char.charCodeAt(0) - 0x80] as string);
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new UserError('source-is-folder', `${path} is a folder; a file with the data was expected.`, {
        hint: await neighbours(path),
      });
    }
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

async function neighbours(folder: string): Promise<string> {
  const files = await readdir(folder).catch(() => []);
  const tables = files.filter((file) => /\.(csv|tsv|txt)(\.gz)?$/i.test(file)).slice(0, 5);
  return tables.length > 0
    ? `In it: ${tables.join(', ')}. Give one of these.`
    : 'Give the path of a CSV file.';
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
