/** Any file → header and rows of text: what it is, its content says, whatever its name. */

import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { openText } from './open.ts';
import { openDelimited } from './readers/delimited.ts';
import { jsonKind, openJson } from './readers/json.ts';
import type { OpenOptions, OpenTable } from './readers/reader.ts';

/** Readers of binary formats are loaded when such a file is met. @throws UserError */
export async function openTable(path: string, options: OpenOptions): Promise<OpenTable> {
  const name = basename(path);
  const start = await firstBytes(path);
  if (start === 'PAR1') {
    refuseText(options, name, 'Parquet');
    const { openParquet } = await import('./readers/parquet.ts');
    return openParquet(path, name, options.onProgress);
  }
  if (start === 'PK\x03\x04') {
    refuseText(options, name, 'Excel');
    const { openExcel } = await import('./readers/excel.ts');
    return openExcel(path, name, options);
  }
  const { onProgress, reading } = options;
  const openAgain = () => openText(path, { onProgress, encoding: reading.encoding });
  const text = await openAgain();
  const { pieces } = text;
  const first = await pieces.next();
  const head = first.done ? '' : first.value;
  text.pieces = withFirst(head, pieces);
  if (/^\ufeff?\s*(\[\s*[[{\]]|\{\s*["}])/.test(head)) {
    refuseText({ ...options, reading: { ...reading, encoding: undefined } }, name, 'JSON');
    return openJson(text, openAgain, name, jsonKind(head));
  }
  try {
    if (reading.sheet !== undefined) throw noUse(name, '--sheet', 'text');
    return await openDelimited(text, name, options);
  } catch (error) {
    await pieces.return(undefined);
    throw error;
  }
}

async function* withFirst(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function firstBytes(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isFile()) return ''; // opening a pipe waits for whoever writes into it
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return ''; // said by whoever opens it next
  }
}

/** What is said of a text cannot hold for other formats. @throws UserError */
function refuseText({ reading }: OpenOptions, name: string, format: string): void {
  if (reading.delimiter !== undefined) throw noUse(name, '--delimiter', format);
  if (reading.encoding !== undefined) throw noUse(name, '--encoding', format);
  if (reading.sheet !== undefined && format !== 'Excel') throw noUse(name, '--sheet', format);
  if (reading.header !== undefined && reading.header !== 1 && format !== 'Excel')
    throw noUse(name, '--header', format);
}

function noUse(name: string, flag: string, format: string): UserError {
  return new UserError('contradiction', `${name} is ${format}; ${flag} does not apply to it.`, {
    hint: `Leave ${flag} out.`,
  });
}
