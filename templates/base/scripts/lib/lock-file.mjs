/** pylock.toml, as uv writes it, to requirements with the hashes of what a supported Python can install, and no others. */
import { fits } from './supported.mjs';

/**
 * A package's wheels that fit; without any, its source, which is built where that can be done.
 *
 * @param {string} lock the text of a pylock.toml
 * @returns {string} the text of a requirements file for --require-hashes
 */
export function toRequirements(lock) {
  const packages = lock.split('[[packages]]\n').slice(1).map(toRequirement);
  return `${packages.join('\n')}\n`;
}

function toRequirement(table) {
  const value = (key) => table.match(new RegExp(`^${key} = "(.*)"$`, 'm'))?.[1];
  const files = [...table.matchAll(/url = "[^"]*\/([^"/]+)".*?sha256 = "([0-9a-f]{64})"/g)];
  const wheels = files.filter(([, name]) => name.endsWith('.whl') && fits(decodeURIComponent(name)));
  const kept = wheels.length > 0 ? wheels : files.filter(([, name]) => !name.endsWith('.whl'));
  const marker = value('marker');
  const pinned = `${value('name')}==${value('version')}${marker ? ` ; ${marker}` : ''}`;
  const hashes = kept.map(([, , hash]) => `--hash=sha256:${hash}`).sort();
  return [pinned, ...hashes].join(' \\\n    ');
}
