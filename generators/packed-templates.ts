/** Templates of the published package: the archive that lies beside the bundle. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import compiled from 'virtual:compiled-templates';
import { openArchive } from './template-archive.ts';
import type { Templates } from './templates.ts';

export async function loadTemplates(): Promise<Templates> {
  const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  return openArchive(readFileSync(beside('./templates.br')), compiled, (path) => beside(`./${path}`));
}
