/**
 * npm run play [-- <kind> [<sample>]]: composes a product into `.play/`, runs it with reload, and copies every edit back
 * to the template that the file came from. Whoever edits the product there edits the template.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuild, ensurePackages, handOver, npm, PROGRAM, ROOT } from './prepare.mjs';

/** Kind → the sample that it is played with. */
const SAMPLES = { tabular: 'penguins' };
const [kind = 'tabular', sample = SAMPLES[kind]] = process.argv.slice(2);
if (SAMPLES[kind] === undefined) {
  console.error(`  There is no kind "${kind}". Play with ${Object.keys(SAMPLES).join(', ')}.`);
  process.exit(2);
}
const product = join(ROOT, '.play', sample);
/** What is installed and trained stays; everything else is composed anew. */
const KEPT = new Set(['.venv', '.venv-serving', '.tools', 'artifacts', 'web']);

ensurePackages();
ensureBuild();
compose();
const templates = templatesByPath();
for (const folder of new Set([...templates.keys()].map(dirname))) {
  watch(
    join(product, folder),
    (_event, name) => name && copyBack(folder === '.' ? name : `${folder}/${name}`),
  );
}
process.exitCode = await handOver(...npm(['run', '--silent', 'dev']), { cwd: product });
process.exit();

function compose() {
  const fresh = `${product}.fresh`;
  rmSync(fresh, { recursive: true, force: true });
  const flags = ['--sample', sample, '--name', sample, '--yes', '--no-git'];
  const made = spawnSync(process.execPath, [PROGRAM, fresh, ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (made.status !== 0) process.exit(made.status ?? 1);
  if (existsSync(product)) {
    for (const name of readdirSync(product))
      if (!KEPT.has(name)) rmSync(join(product, name), { recursive: true });
  }
  cpSync(fresh, product, { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
}

/** Path in the product → its template. What is rendered, or built from several sources, has no single one. */
function templatesByPath() {
  const found = new Map();
  for (const layer of layers()) {
    for (const file of readdirSync(layer, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const template = join(file.parentPath, file.name);
      const path = template.slice(layer.length + 1).replaceAll('\\', '/');
      if (same(join(product, path), template)) found.set(path, template);
    }
  }
  return found;
}

/** The folders of templates that can have given the product a file: only an equal one counts as its template. */
function layers() {
  const below = (name) =>
    readdirSync(join(ROOT, 'templates', name)).map((it) => join(ROOT, 'templates', name, it));
  return [
    join(ROOT, 'templates', 'base'),
    ...below('asks'),
    ...below('sent'),
    join(ROOT, 'templates', 'kinds', kind),
  ];
}

function copyBack(path) {
  const template = templates.get(path);
  const edited = join(product, path);
  if (!template || !existsSync(edited) || same(edited, template)) return;
  copyFileSync(edited, template);
  console.log(`  ${path} → ${template.slice(ROOT.length)}`);
}

function same(one, other) {
  return existsSync(one) && readFileSync(one).equals(readFileSync(other));
}
