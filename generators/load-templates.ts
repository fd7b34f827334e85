/** Templates of a checkout. The build puts `packed-templates.ts` in the place of this file. */
import { fileURLToPath } from 'node:url';
import { folderTemplates, type Templates } from './templates.ts';

export function loadTemplates(): Promise<Templates> {
  return folderTemplates(fileURLToPath(new URL('../templates', import.meta.url)));
}
