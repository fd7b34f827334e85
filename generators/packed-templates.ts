/** Templates of the published package: two archives that lie beside the bundle, and the compiled ones in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compiled from 'virtual:compiled-templates';
import { openArchive, readArchive } from './template-archive.ts';
import type { Templates } from './templates.ts';

const read = (name: string): Buffer => readFileSync(fileURLToPath(new URL(name, import.meta.url)));

let opened: Templates | undefined;

/** The templates, unpacked once however often they are asked for. */
export async function loadTemplates(): Promise<Templates> {
  opened ??= openPacked();
  return opened;
}

function openPacked(): Templates {
  const unpacked = new Map<string, string>();
  return openArchive(read('./templates.br'), compiled, (path) => {
    const folder = unpacked.get(dirname(path)) ?? unpackSample(dirname(path));
    unpacked.set(dirname(path), folder);
    return join(folder, basename(path));
  });
}

/** A sample's files, beside each other as they belong, for as long as this process runs. */
function unpackSample(sample: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-ml-product-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const archive = readArchive(read('./samples.br'));
  for (const path of archive.paths.filter((one) => dirname(one) === sample))
    writeFileSync(join(folder, basename(path)), archive.read(path));
  return folder;
}
