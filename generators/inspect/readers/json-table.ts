/** One JSON object → the rows of the table in it: under a key, or column by column as pandas writes them. */

import { UserError } from '../../errors.ts';
import { cellText, entriesOf, isObject, type Json } from './json-values.ts';

/** Keys that lists of rows usually have, where there are several lists. */
const USUAL = ['data', 'records', 'rows', 'items', 'results'];

/** @throws UserError where no table is found, or more than one */
export function recordsOf(value: Json, name: string): Json[] {
  const found = isObject(value) ? rowsIn(value) : null;
  if (found !== null) return found;
  throw new UserError('not-a-table', `${name} is JSON, but it is not clear where its table is.`, {
    hint: 'A list of objects is expected, [{"a": 1, "b": 2}, …], one object a line, or one object whose key "data" holds such a list.',
  });
}

function rowsIn(value: { [key: string]: Json }): Json[] | null {
  const entries = entriesOf(value);
  const lists = entries.filter(
    (entry): entry is [string, Json[]] => isList(entry[1]) && isObject(entry[1][0]),
  );
  const list = lists.length === 1 ? lists[0] : lists.find(([key]) => USUAL.includes(key.toLowerCase()));
  if (list) return list[1];
  if (lists.length > 1) return null;
  const columns = value['.columns'];
  const data = value['.data'];
  if (isList(columns) && isList(data)) return split(columns, data);
  if (entries.length >= 2 && entries.every(([, inner]) => isList(inner)))
    return ofLists(entries as [string, Json[]][]);
  if (entries.length >= 2 && entries.every(([, inner]) => isObject(inner)))
    return ofObjects(entries as [string, { [key: string]: Json }][]);
  const inner = entries.filter((entry): entry is [string, { [key: string]: Json }] => isObject(entry[1]));
  return inner.length === 1 && inner[0] ? rowsIn(inner[0][1]) : null;
}

function isList(value: Json | undefined): value is Json[] {
  return Array.isArray(value);
}

/** `{"columns": ["a", "b"], "data": [[1, 2], …]}` */
function split(columns: Json[], data: Json[]): Json[] {
  const names = columns.map((column) => `.${cellText(column)}`);
  return data.map((row) =>
    isList(row) && row.length === names.length
      ? Object.fromEntries(names.map((name, i) => [name, row[i] as Json]))
      : null,
  );
}

/** `{"a": [1, 2, …], "b": [3, 4, …]}` */
function ofLists(entries: [string, Json[]][]): Json[] | null {
  const length = entries[0]?.[1].length ?? 0;
  if (entries.some(([, list]) => list.length !== length)) return null;
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(entries.map(([key, list]) => [`.${key}`, list[i] as Json])),
  );
}

/** `{"a": {"0": 1, "1": 2}, "b": {…}}`, by columns; or by rows, `{"0": {"a": 1, "b": 2}, "1": {…}}`. */
function ofObjects(entries: [string, { [key: string]: Json }][]): Json[] | null {
  const isCount = (key: string) => /^\d+$/.test(key);
  const outer = entries.every(([key]) => isCount(key));
  const labels = Object.keys(entries[0]?.[1] ?? {});
  const inner = labels.every((label) => isCount(label.slice(1)));
  if (outer && !inner) return entries.map(([, row]) => row);
  if (outer === inner && labels.length <= entries.length) return null;
  if (entries.some(([, column]) => Object.keys(column).length !== labels.length)) return null;
  if (entries.some(([, column]) => labels.some((label) => !(label in column)))) return null;
  return labels.map((label) =>
    Object.fromEntries(entries.map(([key, column]) => [`.${key}`, column[label] as Json])),
  );
}
