/** The owner's settings: environment variables, and `.env` where they are silent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from './run.mjs';

/** @returns {Record<string, string>} what is set; an empty variable counts as not set. */
export function ownSettings(environment = process.env) {
  const file = join(ROOT, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const isSet = ([, value]) => value !== undefined && value !== '';
  return {
    ...Object.fromEntries(Object.entries(written).filter(isSet)),
    ...Object.fromEntries(Object.entries(environment).filter(isSet)),
  };
}
