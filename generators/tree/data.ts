/** The product's data files, built as data: merged and added to, never glued together as text. */
import type { TabularSpec } from '../spec.ts';
import type { Product } from './product.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** package.json: the base's with the kind's laid over it, and the owner's words in front. */
export function packageFile({ spec, answers, templates }: Product): string {
  const layers = ['base/package.json', `kinds/${spec.kind}/package.json`].filter((path) =>
    templates.paths.includes(path),
  );
  const scripts = layers
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

/** training/source.json: how training reads the table, exactly as it was read when the product was written. */
export function sourceFile({ spec }: Product): string {
  const { path: _given, fileName, bytes: _bytes, sha256: _hash, ...dialect } = spec.source;
  return toJson({ path: `data/${fileName}`, ...dialect, columns: columnFormats(spec) });
}

/** By the table's column: how dates are written, and which words mean yes and no. */
function columnFormats(spec: TabularSpec): Record<string, object> {
  const formats: [string, object][] = [];
  for (const { column, dateFormat, trueTokens, falseTokens } of spec.features) {
    if (dateFormat !== null) formats.push([column, { dateFormat }]);
    else if (trueTokens !== null) formats.push([column, { true: trueTokens, false: falseTokens ?? [] }]);
  }
  return Object.fromEntries(formats);
}
