/** Which licence a text is, by its own first words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

/** The licence of a freshly cloned repository; `none` for one that is not known here, null where there is none. */
export function ownersLicence(place: Place): 'MIT' | 'Apache-2.0' | 'none' | null {
  if (place.kind === 'new' || place.licence === null) return null;
  const start = readFileSync(join(place.target, place.licence), 'utf8').slice(0, 500);
  if (/\bMIT License\b/i.test(start)) return 'MIT';
  return /\bApache License\b/i.test(start) && /\b2\.0\b/.test(start) ? 'Apache-2.0' : 'none';
}
