/** Templates in one archive, with the `.hbs` files as functions that the build compiled. */
import { brotliDecompressSync } from 'node:zlib';
import Handlebars from 'handlebars/runtime.js';
import type { Templates } from './templates.ts';

/** What `scripts/build/templates.mjs` packs: a line of JSON with path, mode and length of each file, then the bytes. */
export interface PackedIndex {
  files: [path: string, mode: 0o644 | 0o755, length: number][];
}

export type Compiled = Record<string, unknown>;

/** The templates of an archive. `locate` gives the data of samples as files. */
export function openArchive(
  archive: Buffer,
  compiled: Compiled,
  locate: (path: string) => string,
): Templates {
  return {
    ...readArchive(archive),
    locate,
    render: (path, context, helpers = {}) => {
      const template = compiled[path];
      if (template === undefined) throw new Error(`no compiled template ${path}`);
      return Handlebars.template(template as TemplateSpecification)(context, { helpers });
    },
  };
}

/** The files of an archive. */
export function readArchive(archive: Buffer): Pick<Templates, 'paths' | 'read' | 'mode'> {
  const bytes = brotliDecompressSync(archive);
  const endOfIndex = bytes.indexOf(10);
  const { files } = JSON.parse(bytes.toString('utf8', 0, endOfIndex)) as PackedIndex;
  const places = new Map<string, { mode: 0o644 | 0o755; start: number; end: number }>();
  let start = endOfIndex + 1;
  for (const [path, mode, length] of files) {
    places.set(path, { mode, start, end: start + length });
    start += length;
  }
  const placeOf = (path: string) => {
    const place = places.get(path);
    if (place === undefined) throw new Error(`no template ${path}`);
    return place;
  };
  return {
    paths: [...places.keys()].sort(),
    read: (path) => {
      const { start: from, end } = placeOf(path);
      return bytes.subarray(from, end);
    },
    mode: (path) => placeOf(path).mode,
  };
}
