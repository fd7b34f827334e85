/** The owner's settings: environment variables, and `.env` where they are silent. */
import { join } from 'node:path';
import { readSettings } from './env-file.mjs';
import { ROOT } from './run.mjs';

/** @returns {Record<string, string>} what is set; an empty variable counts as not set. */
export function ownSettings(environment = process.env) {
  const written = readSettings(join(ROOT, '.env'));
  const isSet = ([, value]) => value !== undefined && value !== '';
  return {
    ...Object.fromEntries(Object.entries(written).filter(isSet)),
    ...Object.fromEntries(Object.entries(environment).filter(isSet)),
  };
}
