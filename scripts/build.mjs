/** `npm run build`: generators/ and templates/ → dist/, the whole published program without dependencies. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { notices } from './build/notices.mjs';
import { slim } from './build/slim.mjs';
import { compiledTemplatesModule, packSamples, packTemplates } from './build/templates.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const templates = join(root, 'templates');

/** Packed templates instead of the folder, and the compiled ones as a module. */
const packed = {
  name: 'packed-templates',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\/load-templates\.ts$/ }, () => ({
      path: join(root, 'generators', 'packed-templates.ts'),
    }));
    esbuild.onResolve({ filter: /^virtual:compiled-templates$/ }, ({ path }) => ({
      path,
      namespace: 'virtual',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
      contents: compiledTemplatesModule(templates),
      loader: 'js',
    }));
  },
};

/** `--run` alone needs execa: it is built for itself, or the pieces it shares would be files of their own. */
const ownStart = {
  name: 'own-start',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\/commands\/start\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './start.js', external: true } : undefined,
    );
  },
};

/** Bundled CommonJS packages call `require` for Node's own modules. */
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Builds beside its place and swaps, so that a program that runs meanwhile finds the old one or the new one. */
export async function buildAll(place = join(root, 'dist')) {
  const dist = `${place}.${process.pid}`;
  try {
    const metafile = await buildInto(dist);
    rmSync(`${dist}.old`, { recursive: true, force: true });
    if (existsSync(place)) renameSync(place, `${dist}.old`);
    renameSync(dist, place);
    return metafile;
  } finally {
    for (const left of [dist, `${dist}.old`]) rmSync(left, { recursive: true, force: true });
  }
}

async function buildInto(dist) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(dist, { recursive: true });
  const options = {
    outdir: dist,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    metafile: true,
    define: { ML_PRODUCT_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    banner: { js: banner },
    chunkNames: '[name]-[hash]',
    logLevel: 'warning',
    absWorkingDir: root,
  };
  const program = await build({
    ...options,
    entryPoints: [join(root, 'generators', 'cli.ts')],
    splitting: true,
    plugins: [packed, ownStart, slim()],
  });
  const start = await build({
    ...options,
    entryPoints: [join(root, 'generators', 'commands', 'start.ts')],
    plugins: [slim({ yeoman: false })],
  });
  const metafile = { inputs: { ...program.metafile.inputs, ...start.metafile.inputs } };
  copyFileSync(join(root, 'generators', 'bin.cjs'), join(dist, 'bin.cjs'));
  chmodSync(join(dist, 'bin.cjs'), 0o755);
  writeFileSync(join(dist, 'templates.br'), packTemplates(templates));
  writeFileSync(join(dist, 'samples.br'), packSamples(templates));
  writeFileSync(join(dist, 'NOTICES.txt'), notices(metafile, root));
  return metafile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
