/** The README's places for what is known only later: a line each, which ends in a comment with the place's name. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** Puts `text` into the line of a place, where the README still has it. */
export function fillPlace(place, text) {
  const path = join(ROOT, 'README.md');
  if (!existsSync(path)) return;
  const line = new RegExp(`^.*<!-- ${place} -->$`, 'm');
  const before = readFileSync(path, 'utf8');
  const after = before.replace(line, () => `${text} <!-- ${place} -->`);
  if (after !== before) writeFileSync(path, after);
}
