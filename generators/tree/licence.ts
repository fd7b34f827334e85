/** LICENSE: the texts lie in `templates/licenses/`, one file each. */
import type { Product } from './product.ts';

/** Without a year, so that the same answers give the same bytes next year too. Null for no licence. */
export function licenceText({ answers, templates }: Product): string | null {
  if (answers.license === 'none') return null;
  const holder = answers.author || `the authors of ${answers.name}`;
  return templates
    .read(`licenses/${answers.license}.txt`)
    .toString('utf8')
    .replace('<holder>', () => holder);
}
