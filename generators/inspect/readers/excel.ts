/** An Excel workbook → header and rows: of the first sheet with a table, or the one that is asked for. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { joinedHeader, layoutOf } from '../layout.ts';
import { didYouMean } from '../similar.ts';
import { CUT_BY_ITSELF } from './plain.ts';
import type { Batch, Notice, OpenOptions, OpenTable } from './reader.ts';
import { rowsOf } from './sheet.ts';
import { readWorkbook, type SheetPlace, type Workbook } from './workbook.ts';
import { type Archive, openZip } from './zip.ts';

const TOP = 400; // rows that tell how the table is laid out
const BATCH = 500; // rows

/** @throws UserError: no workbook, no such sheet, no sheet with a table */
export async function openExcel(
  path: string,
  name: string,
  { onProgress, reading, like }: OpenOptions,
): Promise<OpenTable> {
  const archive = await openZip(path, name);
  try {
    if (!archive.has('xl/workbook.xml')) throw noWorkbook(archive, name);
    const workbook = await readWorkbook(archive, name);
    const { sheet, top, others } = await sheetOf(archive, workbook, name, like?.sheet ?? reading.sheet);
    const skipColumns = like ? like.skipColumns : emptyColumns(top);
    const cut = top.map((row) => row.slice(skipColumns));
    const found = like
      ? { skip: like.skipLines, headerRows: like.headerRows }
      : layoutOf(cut, reading.header);
    const { skip, headerRows } = found;
    const headerCells = cut.slice(skip, skip + headerRows).map(withoutEnd);
    const width = Math.max(
      0,
      ...cut.slice(skip, skip + Math.max(1, headerRows)).map((row) => withoutEnd(row).length),
    );
    const { size } = await stat(path);
    const hash = createHash('sha256');

    async function* batches(): AsyncGenerator<Batch> {
      try {
        let number = 0;
        let rows: string[][] = [];
        const batch = (): Batch => {
          const first = number - rows.length + 1;
          return { rows, lineOf: (i) => first + i };
        };
        for await (const row of rowsOf(archive, sheet.path, workbook, name)) {
          number++;
          if (number <= skip + headerRows) continue;
          rows.push(Array.from({ length: width }, (_, i) => row[skipColumns + i] ?? ''));
          if (rows.length < BATCH) continue;
          yield batch();
          rows = [];
        }
        yield batch();
        for await (const piece of createReadStream(path)) hash.update(piece);
        onProgress?.(size, size);
      } finally {
        archive.close();
      }
    }

    return {
      header: joinedHeader(headerCells, width),
      headerCells,
      batches: batches(),
      shape: () => ({
        ...CUT_BY_ITSELF,
        format: 'xlsx',
        skipLines: skip,
        skipColumns,
        headerRows,
        sheet: sheet.name,
      }),
      bytes: size,
      sha256: () => hash.digest('hex'),
      plain: () => true,
      damaged: () => false,
      notices: others.length === 0 ? [] : [otherSheets(sheet, others)],
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

interface Chosen {
  sheet: SheetPlace;
  top: string[][];
  /** Other sheets with a table. */
  others: string[];
}

async function sheetOf(archive: Archive, workbook: Workbook, name: string, asked?: string): Promise<Chosen> {
  const all = workbook.sheets;
  if (asked !== undefined) {
    const sheet =
      all.find((one) => one.name === asked) ?? all.find((one) => one.name.trim() === asked.trim());
    if (!sheet) throw noSheet(name, asked, all);
    return { sheet, top: await topOf(archive, sheet, workbook, name), others: [] };
  }
  const tables: { sheet: SheetPlace; top: string[][] }[] = [];
  for (const sheet of all.filter(({ hidden }) => !hidden)) {
    const top = await topOf(archive, sheet, workbook, name);
    if (top.filter((row) => row.filter((cell) => cell.trim() !== '').length >= 2).length >= 2)
      tables.push({ sheet, top: tables.length === 0 ? top : [] });
  }
  const [first, ...others] = tables;
  if (!first) {
    throw new UserError('empty', `No sheet of ${name} holds a table.`, {
      hint: 'A row of column names and at least 10 rows below it are expected.',
    });
  }
  return { ...first, others: others.map(({ sheet }) => sheet.name) };
}

async function topOf(
  archive: Archive,
  sheet: SheetPlace,
  workbook: Workbook,
  name: string,
): Promise<string[][]> {
  const top: string[][] = [];
  for await (const row of rowsOf(archive, sheet.path, workbook, name)) {
    top.push(row);
    if (top.length === TOP) break;
  }
  return top;
}

function emptyColumns(rows: string[][]): number {
  const firsts = rows.map((row) => row.findIndex((cell) => cell.trim() !== '')).filter((place) => place >= 0);
  return firsts.length === 0 ? 0 : Math.min(...firsts);
}

function withoutEnd(row: string[]): string[] {
  return row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1);
}

function otherSheets(sheet: SheetPlace, others: string[]): Notice {
  const list = others.slice(0, 5).map((other) => `"${other}"`);
  return {
    code: 'other-sheets',
    message: `The sheet "${sheet.name}" was read. There ${others.length === 1 ? 'is a table' : 'are tables'} in ${list.join(', ')}${others.length > 5 ? ' …' : ''} too: --sheet takes another`,
  };
}

function noSheet(name: string, asked: string, sheets: SheetPlace[]): UserError {
  const names = sheets.map((sheet) => sheet.name);
  const close = didYouMean(asked, names);
  return new UserError('no-sheet', `${name} has no sheet "${asked}".`, {
    hint: `${close ? `Did you mean "${close}"? ` : ''}It has: ${names.map((one) => `"${one}"`).join(', ')}.`,
  });
}

function noWorkbook(archive: Archive, name: string): UserError {
  if (archive.has('xl/workbook.bin'))
    return new UserError('not-a-table', `${name} is a binary Excel workbook (.xlsb).`, {
      hint: 'Save it as .xlsx or as CSV and give that file.',
    });
  if (archive.has('content.xml'))
    return new UserError('not-a-table', `${name} is an OpenDocument file.`, {
      hint: 'Save the sheet as .xlsx or as CSV and give that file.',
    });
  return new UserError('not-a-table', `${name} is a zip archive and no Excel workbook, not a table.`, {
    hint: 'Unpack the archive and give the file in it.',
  });
}
