/** Templates of the published package: two archives that lie beside the bundle, and the compiled ones in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compiled from 'virtual:compiled-templates';
import { openArchive, readArchive } from './template-archive.ts';
import type { Templates } from './templates.ts';

const read = (name: string): Buffer => readFileSync(fileURLToPath(new URL(name, import.meta.url)));

export async function loadTemplates(): Promise<Templates> {
  const unpacked = new Map<string, string>();
  return openArchive(read('./templates.br'), compiled, (path) => {
    const place = unpacked.get(path) ?? unpackSample(path);
    unpacked.set(path, place);
    return place;
  });
}

/** A sample's table as a file, for as long as this process runs. */
function unpackSample(path: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-ml-product-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const place = join(folder, basename(path));
  writeFileSync(place, readArchive(read('./samples.br')).read(path));
  return place;
}
