/** The product's data files, built as data: merged and added to, never glued together as text. */
import type { RowsSpec, Split, TabularSpec } from '../spec.ts';
import { layers } from './layers.ts';
import type { Product } from './product.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** package.json: that of each layer laid over the one before, and the owner's words in front. */
export function packageFile({ spec, answers, templates }: Product): string {
  const scripts = layers(spec)
    .map((layer) => `${layer}/package.json`)
    .filter((path) => templates.paths.includes(path))
    .map((path) => JSON.parse(templates.read(path).toString('utf8')) as Json)
    .reduce(merge, {});
  const own = {
    name: answers.name,
    version: '0.1.0',
    private: true,
    description: answers.description,
    ...(answers.author === '' ? {} : { author: answers.author }),
    license: answers.license === 'none' ? 'UNLICENSED' : answers.license,
  };
  return toJson({ ...own, ...(scripts as object) });
}

/** The later wins; objects are merged by key. A clash of types is a fault in the templates. */
function merge(under: Json, over: Json): Json {
  if (!isObject(under) || !isObject(over)) {
    if (isObject(under) !== isObject(over)) throw new Error('two templates disagree on the type of a value');
    return over;
  }
  const merged: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = before === undefined ? value : merge(before, value);
  }
  return merged;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** product.json: what serving and the page call this product. */
export function productFile({ spec, answers }: Product): string {
  const { name, title, description } = answers;
  return toJson({ name, title, description, kind: spec.kind });
}

/** training/source.json: which file, and where the table begins in it, exactly as when the product was written. */
export function sourceFile({ source }: TabularSpec): string {
  const { fileName, compression, skipLines, skipColumns, sheet } = source;
  return toJson({ path: `data/${fileName}`, compression, skipLines, skipColumns, sheet });
}

/** training/settings.json: what the owner decides about training. */
export function settingsFile({ metric, split }: TabularSpec): string {
  const { by, column } = split;
  return toJson({ metric, split: column === null ? { by } : { by, column } });
}

/** The rows of a table, as a contract is written for them. */
export function tableRows(spec: TabularSpec): RowsSpec {
  const { features, target, warnings, task, source: cells, columns } = spec;
  const leftOut = columns
    .filter(({ name, included }) => !included && name !== target.column)
    .map(({ name }) => name);
  return { features, target, warnings, task, cells, leftOut };
}

/** contract/cells.json: how the owner's tables are cut into cells, and write numbers, dates, yes and no, and nothing. */
export function cellsFile(rows: RowsSpec, split: Split | null): string {
  const { format, encoding, delimiter, quote, headerRows, totals } = rows.cells;
  const { decimal, thousands, signs, missing } = rows.cells;
  const cut = { format, encoding, delimiter, quote, headerRows, totals };
  const columns = columnFormats(rows, split);
  return toJson({ ...cut, leftOut: rows.leftOut, decimal, thousands, signs, missing, columns });
}

/** By the table's column, where it is written in a way of its own. */
function columnFormats({ features, target }: RowsSpec, split: Split | null): Record<string, object> {
  const ways = [...features, { ...target, dateFormat: null, trueTokens: null, falseTokens: null }].map(
    ({ column, dateFormat, trueTokens, falseTokens, format, spellings }): [string, object] => [
      column,
      {
        ...(dateFormat !== null && { dateFormat }),
        ...(trueTokens !== null && { true: trueTokens, false: falseTokens ?? [] }),
        ...format,
        ...(spellings !== null && { spellings }),
      },
    ],
  );
  if (
    split !== null &&
    split.column !== null &&
    split.dateFormat !== undefined &&
    !features.some(({ column }) => column === split.column)
  )
    ways.push([split.column, { dateFormat: split.dateFormat }]);
  return Object.fromEntries(ways.filter(([, way]) => Object.keys(way).length > 0));
}
