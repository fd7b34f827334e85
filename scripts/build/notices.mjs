/** The licences of all that is bundled, as one file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** From esbuild's metafile: `name version — licence`, then each licence text once, with whose it is. */
export function notices(metafile, root) {
  const texts = new Map();
  const names = [];
  for (const folder of packageFolders(metafile, root)) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const label = `${name} ${version}`;
    names.push(`${label} (${license ?? 'see below'})`);
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
    if (file === undefined) continue;
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    texts.set(text, [...(texts.get(text) ?? []), label]);
  }
  const sections = [...texts].map(([text, labels]) => `${'-'.repeat(80)}\n${labels.join(', ')}\n\n${text}\n`);
  return ['create-ml-product contains parts of these packages:\n', ...names.sort(), '', ...sections].join(
    '\n',
  );
}

function packageFolders(metafile, root) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    if (!input.includes('node_modules/')) continue;
    let folder = dirname(join(root, input));
    while (!isPackage(folder)) folder = dirname(folder);
    folders.add(folder);
  }
  return [...folders].sort();
}

/** A package.json without a name only sets the module type of a folder. */
function isPackage(folder) {
  const file = join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name !== undefined;
}
