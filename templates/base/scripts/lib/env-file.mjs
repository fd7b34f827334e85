/** `.env`: read it; change one setting, and leave every other line as its owner wrote it. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StepError } from './run.mjs';

/** @returns {Record<string, string>} the settings as programs read them; none where there is no file */
export function readSettings(file) {
  return parseEnv(textOf(file));
}

/** Writes the whole file anew beside the old one and takes its place at once; its owner alone can read it. */
export function writeSetting(file, name, value) {
  const place = existsSync(file) ? realpathSync(file) : file; // `.env` may be a link to where it is kept
  const beside = `${place}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(beside, withSetting(textOf(file), name, value), { mode: 0o600, flag: 'wx' });
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new StepError(`.env cannot be written (${error.code}). Nothing was changed.`);
  }
}

function textOf(file) {
  if (!existsSync(file)) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StepError(`.env cannot be read (${error.code}).`);
  }
}

/** Quoted, because a shell that reads the file would end the value at its first ";". */
function withSetting(text, name, value) {
  const setting = `${name}="${value}"`;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const known = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|[^\\r\\n]*)[^\\r\\n]*(?:\\r?\\n|$)`,
    'gm',
  );
  let written = false;
  const changed = text.replace(known, () => {
    if (written) return ''; // a second one would win over the first
    written = true;
    return setting + end;
  });
  if (written) return changed;
  return `${text}${text === '' || text.endsWith('\n') ? '' : end}${setting}${end}`;
}
