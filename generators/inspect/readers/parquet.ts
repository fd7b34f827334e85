/** Parquet → header and rows, a row group at a time. hyparquet decodes pages; what the values mean as text is said here. */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unpackZstd } from 'fzstd';
import {
  type Compressors,
  type DecodedArray,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
} from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';
import { UserError } from '../../errors.ts';
import type { OnProgress } from '../open.ts';
import { refuseAbsurd, refuseAbsurdPages } from './parquet-limits.ts';
import { type ColumnText, columnsOf, keepRaw } from './parquet-text.ts';
import { CUT_BY_ITSELF } from './plain.ts';
import type { Batch, OpenTable } from './reader.ts';

const BATCH = 1000; // rows

const NOTHING = new Uint8Array(0);

/** Moments of old programs (INT96): the decoder would make them of milliseconds. */
const parsers = { timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds };

const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => unpackZstd(input, new Uint8Array(length)),
  LZ4: (input, length) => (length === 0 ? NOTHING : decompressLz4(input, length)),
  LZ4_RAW: (input, length) => (length === 0 ? NOTHING : decompressLz4Raw(input, length)),
};

/** @throws UserError: damaged, encrypted, or of sizes that no table has */
export async function openParquet(path: string, name: string, onProgress?: OnProgress): Promise<OpenTable> {
  const handle = await open(path);
  try {
    return await openWith(handle, name, onProgress);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openWith(handle: FileHandle, name: string, onProgress?: OnProgress): Promise<OpenTable> {
  const { size } = await handle.stat();
  const hash = createHash('sha256');
  const file = { byteLength: size, slice: (start: number, end = size) => slice(handle, start, end, size) };
  const metadata = await understandably(name, () => parquetMetadataAsync(file, { geoparquet: false }));
  refuseAbsurd(metadata, size, name);
  keepRaw(metadata.schema);
  const columns = await understandably(name, async () => columnsOf(parquetSchema(metadata)));

  async function* batches(): AsyncGenerator<Batch> {
    try {
      let before = 0;
      for (const group of metadata.row_groups) {
        for (const column of group.columns) await refuseAbsurdPages(column, group, file, name);
        const rows = Number(group.num_rows);
        const scan = await understandably(name, () =>
          parquetScan({
            file,
            metadata: { ...metadata, row_groups: [group] },
            compressors,
            parsers,
            utf8: false,
          }),
        );
        const values: DecodedArray[] = [];
        for (const top of new Set(columns.map(({ top }) => top)))
          values[top] =
            rows === 0
              ? []
              : await understandably(name, () =>
                  scan.readColumn({ column: metadataName(columns, top), rowStart: 0, rowEnd: rows }),
                );
        for (let from = 0; from < rows; from += BATCH) {
          const first = before + from + 1;
          const texts = await understandably(name, async () =>
            textsOf(columns, values, from, Math.min(rows, from + BATCH)),
          );
          yield { rows: texts, lineOf: (i) => first + i };
          onProgress?.(Math.round((size * (before + from)) / Number(metadata.num_rows)), size);
        }
        before += rows;
      }
      for (let at = 0; at < size; at += 1 << 22)
        hash.update(new Uint8Array(await slice(handle, at, Math.min(size, at + (1 << 22)), size)));
    } finally {
      await handle.close();
    }
  }

  return {
    header: columns.map((column) => column.name),
    headerCells: [],
    batches: batches(),
    shape: () => ({ ...CUT_BY_ITSELF, format: 'parquet' }),
    bytes: size,
    sha256: () => hash.digest('hex'),
    plain: () => true,
    damaged: () => false,
    notices: [],
  };
}

function metadataName(columns: ColumnText[], top: number): string {
  return columns.find((column) => column.top === top)?.topName as string;
}

function textsOf(columns: ColumnText[], values: DecodedArray[], from: number, to: number): string[][] {
  const rows: string[][] = [];
  for (let i = from; i < to; i++)
    rows.push(columns.map(({ top, text }) => text((values[top] as DecodedArray)[i])));
  return rows;
}

async function slice(handle: FileHandle, start: number, end: number, size: number): Promise<ArrayBuffer> {
  if (!(start >= 0 && end >= start && end <= size)) throw new RangeError('beyond the end of the file');
  const bytes = new ArrayBuffer(end - start);
  let at = 0;
  while (at < bytes.byteLength) {
    const { bytesRead } = await handle.read(new Uint8Array(bytes, at), 0, bytes.byteLength - at, start + at);
    if (bytesRead === 0) throw new RangeError('the file became shorter');
    at += bytesRead;
  }
  return bytes;
}

/** Whatever the decoder trips over is the file's fault. */
async function understandably<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'broken-parquet',
      `${name} is a damaged Parquet file, or one of a kind that is not known: ${(error as Error).message}.`,
      {
        hint: 'Write it again, e.g. pandas.DataFrame.to_parquet(…), and try once more.',
        cause: error,
      },
    );
  }
}
