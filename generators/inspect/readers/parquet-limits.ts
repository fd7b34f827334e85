/** Sizes that a Parquet file claims and no table has are refused before anything is made room for. */

import type { FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { UserError } from '../../errors.ts';

type RowGroup = FileMetaData['row_groups'][number];
type File = { slice(start: number, end?: number): Promise<ArrayBuffer> };

const MOST_GROUP_ROWS = 20_000_000;
const MOST_VALUES_EACH = 1000; // of one row, in lists
const LARGEST_PAGE = 1 << 28; // bytes, unpacked
const LARGEST_GROUP = 4e9; // bytes, unpacked

/** @throws UserError */
export function refuseAbsurd(metadata: FileMetaData, size: number, name: string): void {
  let rows = 0;
  for (const group of metadata.row_groups) {
    const here = Number(group.num_rows);
    rows += here;
    if (!(here >= 0 && here <= MOST_GROUP_ROWS)) throw absurd(name, `a group of ${here} rows`);
    let unpacked = 0;
    for (const { meta_data: column, file_path: elsewhere } of group.columns) {
      if (elsewhere) throw absurd(name, 'columns in other files');
      if (!column) throw absurd(name, 'encrypted columns');
      unpacked += Number(column.total_uncompressed_size);
      const { start, end } = rangeOf(column);
      if (!(start >= 0 && end > start && end <= size)) throw absurd(name, 'columns beyond its end');
      if (!(Number(column.num_values) >= 0 && Number(column.num_values) <= here * MOST_VALUES_EACH))
        throw absurd(name, `${column.num_values} values in ${here} rows`);
    }
    if (!(unpacked >= 0 && unpacked <= LARGEST_GROUP))
      throw absurd(name, `${unpacked} bytes in one group of rows`);
  }
  if (rows !== Number(metadata.num_rows))
    throw absurd(name, `${metadata.num_rows} rows and ${rows} in its groups`);
}

/** Every page of a column says how large it is; all of them together cannot hold more than the column. @throws UserError */
export async function refuseAbsurdPages(
  column: RowGroup['columns'][number],
  group: RowGroup,
  file: File,
  name: string,
): Promise<void> {
  const info = column.meta_data;
  if (!info) return;
  const { start, end } = rangeOf(info);
  const reader = { view: new DataView(await file.slice(start, end)), offset: 0 };
  const flat = info.path_in_schema.length === 1;
  const most = flat ? Number(group.num_rows) : Number(info.num_values);
  let values = 0;
  while (reader.offset < reader.view.byteLength - 1) {
    const header = headerAt(reader, name);
    const own = header.data_page_header ?? header.data_page_header_v2;
    const inDictionary = header.dictionary_page_header?.num_values ?? 0;
    values += own?.num_values ?? 0;
    const packed = header.compressed_page_size;
    const unpacked = header.uncompressed_page_size;
    const fits = packed >= 0 && reader.offset + packed <= reader.view.byteLength;
    if (!fits || !(unpacked >= 0 && unpacked <= LARGEST_PAGE))
      throw absurd(name, `a page of ${unpacked} bytes`);
    if (!(values >= 0 && values <= most) || !(inDictionary >= 0 && inDictionary <= Math.max(unpacked, 1)))
      throw absurd(name, `pages of ${Math.max(values, inDictionary)} values`);
    if (own && !(own.num_values >= 0)) throw absurd(name, `a page of ${own.num_values} values`);
    reader.offset += packed;
  }
}

function headerAt(reader: { view: DataView; offset: number }, name: string) {
  try {
    return parquetHeader(reader);
  } catch (error) {
    throw absurd(name, `a page that cannot be read (${(error as Error).message})`);
  }
}

function rangeOf(column: NonNullable<RowGroup['columns'][number]['meta_data']>): {
  start: number;
  end: number;
} {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  return { start, end: start + Number(column.total_compressed_size) };
}

function absurd(name: string, what: string): UserError {
  return new UserError('broken-parquet', `${name} is a damaged Parquet file: it claims ${what}.`, {
    hint: 'Write it again, e.g. pandas.DataFrame.to_parquet(…), and try once more.',
  });
}
