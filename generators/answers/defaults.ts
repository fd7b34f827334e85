/**
 * What an unanswered question means, where that is not one fixed value.
 */
import { basename, resolve } from 'node:path';
import { type Answers, QUESTIONS } from '../questions.ts';

const MAX_NAME = 214;
const FALLBACK_NAME = 'ml-product';
const EXTENSIONS = /(\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|onnx))?(\.gz)?$/i;
/** The first wildcard and all behind it. */
const PATTERN = /[*?[{].*$/s;

/** `Umsätze 2024` → `umsatze-2024`: a legal npm name, whatever the folder is called. */
export function nameFromFolder(folder: string): string {
  const plain = folder
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, MAX_NAME);
  return plain === '' || plain === 'node_modules' || plain === 'favicon.ico' ? FALLBACK_NAME : plain;
}

/** `house-prices` → `House prices`. */
export function titleFromFolder(folder: string): string {
  const words = folder.replace(/[-_.\s]+/g, ' ').trim();
  const title = words === '' ? FALLBACK_NAME : words;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/**
 * The folder proposed for a source or a sample: `../data/Orders 2024.csv.gz` → `orders-2024`. A pattern is named after
 * what it says for certain (`orders-*.csv` → `orders`), or else after its folder.
 */
export function folderFromSource(answers: Partial<Answers>): string {
  const source = answers.sample ?? answers.source ?? FALLBACK_NAME;
  const parts = source.replaceAll('\\', '/').split('/');
  const named = parts.map((part) => nameOfPart(part)).filter((name) => /[\p{L}\p{N}]/u.test(name));
  return nameFromFolder(named.at(-1) ?? basename(resolve(source.replace(PATTERN, ''))));
}

/** A part of a path without extensions, and of a pattern what stands before its first wildcard. */
function nameOfPart(part: string): string {
  return part.replace(PATTERN, '').replace(EXTENSIONS, '');
}

/** Every answer as it is where nothing was said: the table's default, else nothing. */
export function unanswered(): Answers {
  const product = QUESTIONS.filter(({ scope }) => scope === 'product');
  const nothing = { list: [], types: {} } as Record<string, unknown>;
  return Object.fromEntries(
    product.map(({ id, type, default: fallback }) => [id, fallback ?? nothing[type] ?? null]),
  ) as unknown as Answers;
}
