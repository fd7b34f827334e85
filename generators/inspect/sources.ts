/** What the owner names as the source → the files with the rows: one file, a folder's, or those that fit a glob. */

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';

const TABLE = /\.(csv|tsv|tab|txt|dat|json|jsonl|ndjson|parquet|xlsx)(\.gz)?$/i;
/** Describes the columns of the tables beside it. */
const DICTIONARY = /^columns\.\w+$/i;
const MOST_FILES = 10_000;

export interface Sources {
  /** What all of them together are called. */
  name: string;
  /** In the order of their names; `name` is the path from the folder, with `/`. */
  files: { name: string; path: string }[];
}

/** @throws UserError: nothing there, or no table in it */
export async function sourcesOf(path: string): Promise<Sources> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return folder(path);
  if (found === null && /[*?]|\[[^\]]+\]/.test(basename(path) + dirname(path))) {
    const fitting = await glob(path);
    if (fitting) return fitting;
  }
  return { name: basename(path), files: [{ name: basename(path), path }] };
}

async function folder(path: string): Promise<Sources> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: Error) => {
    throw new UserError('source-unreadable', `The folder ${path} cannot be read: ${error.message}.`, {
      hint: 'Change its permissions, or copy it to a place of yours.',
      cause: error,
    });
  });
  const files = entries
    .filter((entry) => !entry.isDirectory() && TABLE.test(entry.name) && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const data = files.filter((name) => !DICTIONARY.test(name));
  if (files.length === 0) {
    throw new UserError('no-tables', `There is no table in the folder ${path}.`, {
      hint: 'Files with the endings .csv, .tsv, .txt, .json, .jsonl, .parquet and .xlsx are looked for, packed with gzip or not.',
    });
  }
  return sources(basename(resolve(path)), path, data.length > 0 ? data : files);
}

/** `*` and `?` stand for any characters but `/`, `[abc]` for one of them, `**` for any folders. */
async function glob(pattern: string): Promise<Sources | null> {
  const parts = pattern.split(/[/\\]/);
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  if (wild < 0) return null;
  const base = parts.slice(0, wild).join(sep) || (pattern.startsWith('/') ? sep : '.');
  const rest = parts.slice(wild);
  const names: string[] = [];
  await collect(base, rest, '', names);
  if (names.length === 0) {
    throw new UserError('source-missing', `No file fits ${pattern}.`, {
      hint: 'Check the pattern; it is taken from the folder you are in.',
    });
  }
  return sources(basename(resolve(base)), base, names);
}

async function collect(base: string, parts: string[], below: string, names: string[]): Promise<void> {
  const [part = '', ...rest] = parts;
  const entries = await readdir(join(base, below), { withFileTypes: true }).catch(() => []);
  if (part === '**') await collect(base, rest, below, names);
  const fits = regexOf(part);
  for (const entry of entries) {
    if (entry.name.startsWith('.') || names.length > MOST_FILES) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (part === '**') {
      if (entry.isDirectory()) await collect(base, parts, path, names);
    } else if (fits.test(entry.name)) {
      if (rest.length > 0) await collect(base, rest, path, names);
      else if (!entry.isDirectory()) names.push(path);
    }
  }
}

function regexOf(part: string): RegExp {
  const source = part.replace(/\[[^\]]+\]|[*?]|[.+^${}()|[\]\\]/g, (sign) => {
    if (sign === '*') return '.*';
    if (sign === '?') return '.';
    return sign.length > 1 ? sign.replace('[!', '[^') : `\\${sign}`;
  });
  return new RegExp(`^${source}$`);
}

function sources(name: string, base: string, names: string[]): Sources {
  const files = [...new Set(names)].sort(byName).map((file) => ({ name: file, path: join(base, file) }));
  const [only] = files;
  return files.length === 1 && only
    ? { name: basename(only.name), files: [{ ...only, name: basename(only.name) }] }
    : { name, files };
}

/** By code point, as training sorts them. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
