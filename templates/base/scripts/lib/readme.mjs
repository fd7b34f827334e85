/** The README's places for what is known only later: `<!-- name -->`, lines, `<!-- /name -->`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** Puts lines into a place, where the README still has it. */
export function fillPlace(name, lines) {
  const path = join(ROOT, 'README.md');
  if (!existsSync(path)) return;
  const before = readFileSync(path, 'utf8');
  const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  const after = before.replace(place, (_, open, close) => `${open}${lines.join('\n')}\n${close}`);
  if (after !== before) writeFileSync(path, after);
}
