/**
 * npm run play [-- <sample>]: composes a sample's product into `.play/`, runs it with reload, and copies every edit
 * back to the template that the file came from. Whoever edits the product there edits the template.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, rmSync, watch } from 'node:fs';
import { join, sep } from 'node:path';
import { ensureBuild, ensurePackages, handOver, npm, PROGRAM, ROOT } from './prepare.mjs';

const sample = process.argv[2] ?? 'penguins';
const product = join(ROOT, '.play', sample);
/** Built for each product from several sources: an edit there has no single template to go to. */
const BUILT = new Set(['package.json', 'product.json', '.gitignore', 'training/source.json']);
const KEPT = new Set(['.venv', '.venv-serving', '.tools', 'artifacts', 'web']);

ensurePackages();
ensureBuild();
// What is installed and trained stays; everything else is composed anew.
const fresh = `${product}.fresh`;
rmSync(fresh, { recursive: true, force: true });
const made = spawnSync(process.execPath, [PROGRAM, fresh, '--sample', sample, '--yes', '--no-git'], {
  stdio: 'inherit',
});
if (made.status !== 0) process.exit(made.status ?? 1);
if (existsSync(product)) {
  for (const name of readdirSync(product))
    if (!KEPT.has(name)) rmSync(join(product, name), { recursive: true });
}
cpSync(fresh, product, { recursive: true });
rmSync(fresh, { recursive: true, force: true });

watch(product, { recursive: true }, (_event, name) => {
  const path = name?.split(sep).join('/');
  const template = path && templateOf(path);
  if (!template || !existsSync(join(product, path))) return;
  copyFileSync(join(product, path), template);
  console.log(`  ${path} → ${template.slice(ROOT.length)}`);
});

process.exitCode = await handOver(...npm(['run', '--silent', 'dev']), { cwd: product });

/** The template that is copied to this path: the most specific layer that has it. Rendered files have none. */
function templateOf(path) {
  if (BUILT.has(path)) return undefined;
  return ['templates/kinds/tabular', 'templates/base']
    .map((layer) => join(ROOT, layer, path))
    .find(existsSync);
}
