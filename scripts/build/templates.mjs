/** `templates/` → one archive, the `.hbs` files compiled, and the samples' data beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import Handlebars from 'handlebars';

const NOT_TEMPLATES = new Set([
  'node_modules',
  '__pycache__',
  '.venv',
  '.venv-serving',
  '.pytest_cache',
  '.ruff_cache',
  '.mypy_cache',
  '.DS_Store',
]);

/** A sample's table or model, and what lies beside it: inspected and copied as files, so they have an archive of their own. */
const IS_SAMPLE_DATA = /^samples\/[^/]+\/(?!sample\.json$|LICENSE$)[^/]+$/;
/** Of those, what the archive of the templates need not hold as well. */
const IS_LARGE = /\.(csv|tsv|txt)(\.gz)?$|\.onnx$|\/tokenizer\.json$/;

/** Every template's path, sorted by code unit. */
export function templatePaths(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_TEMPLATES.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? templatePaths(root, path) : [path];
    })
    .sort();
}

export function sampleData(root) {
  return templatePaths(root).filter((path) => IS_SAMPLE_DATA.test(path));
}

/** The archive that `generators/template-archive.ts` reads. Sources of compiled templates keep their place, empty. */
export function packTemplates(root, quality = 11) {
  const paths = templatePaths(root).sort(byKind);
  const contents = paths.map((path) =>
    path.endsWith('.hbs') || (IS_SAMPLE_DATA.test(path) && IS_LARGE.test(path))
      ? Buffer.alloc(0)
      : readFileSync(join(root, path)),
  );
  return pack(paths, contents, quality);
}

/** The samples' tables, in the same format. */
export function packSamples(root, quality = 11) {
  const paths = sampleData(root);
  const contents = paths.map((path) => readFileSync(join(root, path)));
  return pack(paths, contents, quality);
}

function pack(paths, contents, quality) {
  const files = paths.map((path, at) => [path, modeOf(contents[at]), contents[at].length]);
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify({ files })}\n`), ...contents]);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

/** Files of one kind beside each other pack better. */
const byKind = (a, b) => (extname(a) === extname(b) ? (a < b ? -1 : 1) : extname(a) < extname(b) ? -1 : 1);

/** As in `generators/templates.ts`: a first line for an interpreter makes a file executable. */
const modeOf = (content) => (content.subarray(0, 2).toString('latin1') === '#!' ? 0o755 : 0o644);

/** A module that exports every `.hbs` file as a compiled template, by its path. */
export function compiledTemplatesModule(root) {
  const entries = templatePaths(root)
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => `${JSON.stringify(path)}: ${compile(join(root, path))}`);
  return `export default {${entries.join(',\n')}};`;
}

const compile = (file) => Handlebars.precompile(readFileSync(file, 'utf8'), { noEscape: true, strict: true });
