/**
 * ModelSpec + answers → the product's files. Pure: the same values give the same bytes, and nothing is written. Tables and
 * models are never read into memory: they may be larger than that.
 *
 * Folders of `templates/` are laid over one another, the more specific over the more general; a folder's name is its
 * condition. Few files are not simply copied: data files are built as data, few are rendered as text.
 */
import { DEPLOY_TARGETS } from '../questions.ts';
import type { ModelSpec } from '../spec.ts';
import type { Templates } from '../templates.ts';
import { packageFile, productFile } from './data.ts';
import { named } from './deploy.ts';
import { kindFiles } from './kind.ts';
import { layers } from './layers.ts';
import { licenceText } from './licence.ts';
import type { Origin, Product, ProductAnswers } from './product.ts';
import { readme } from './readme.ts';
import { applySample, readSample } from './sample.ts';
import { handedOn, SETTINGS } from './settings.ts';
import { stateFiles } from './state.ts';
import { classOf, idOf, isCopied, type Tree, type TreeFile } from './tree.ts';

export function compose(
  spec: ModelSpec,
  answers: ProductAnswers,
  templates: Templates,
  origin: Origin,
): Tree {
  const sample = answers.sample === null ? null : readSample(templates, answers.sample);
  const product: Product = {
    spec: sample === null || spec.kind !== 'tabular' ? spec : applySample(spec, sample),
    answers,
    origin,
    templates,
  };
  const files = new Map<string, TreeFile>();
  const add = (path: string, content: Buffer | string, mode: TreeFile['mode'] = 0o644): void => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    files.set(path, { id: idOf(path), path, mode, class: classOf(path), content: bytes });
  };

  for (const folder of layers(spec)) {
    for (const [path, template] of overlay(templates, folder)) {
      if (path.endsWith('.hbs')) continue;
      const content = templates.read(template);
      if (path === SETTINGS && files.has(path)) {
        add(path, Buffer.concat([contentOf(files, path), content]));
        add('compose.yaml', handedOn(contentOf(files, 'compose.yaml'), content));
      } else add(path, content, templates.mode(template));
    }
  }
  for (const target of DEPLOY_TARGETS.filter((one) => answers.deploy.includes(one))) {
    for (const [path, template] of overlay(templates, `deploy/${target}`)) {
      const content = named(templates.read(template), answers);
      const joined = JOINED.has(path) ? Buffer.concat([contentOf(files, path), content]) : content;
      add(path, joined, templates.mode(template));
    }
  }
  add('README.md', readme(product));
  add('package.json', packageFile(product));
  add('product.json', productFile(product));
  const own = kindFiles(product);
  for (const [path, text] of own.made) add(path, text);
  const licence = licenceText(product);
  if (licence !== null) add('LICENSE', licence);
  for (const { path, from, sha256, bytes } of own.copied) {
    const content = { copyFrom: from, sha256, bytes };
    files.set(path, { id: idOf(path), path, mode: 0o644, class: classOf(path), content });
  }
  const ignored = [...own.ignored];
  if (sample !== null) {
    for (const [path, template] of overlay(templates, `samples/${sample.id}`)) {
      const place = `${own.folder}/${path}`;
      if (path !== 'sample.json' && !files.has(place)) add(place, templates.read(template));
    }
    if (own.folder === 'data') ignored.push(...own.copied.map(({ path }) => `!/${path}`), '!/data/LICENSE');
  }
  if (ignored.length > 0)
    add('.gitignore', `${templates.read('base/.gitignore')}${ignored.map((line) => `${line}\n`).join('')}`);
  for (const [path, content] of stateFiles(product, sorted(files))) add(path, content);
  return sorted(files);
}

/** Files that a target adds to instead of replacing them: its chapter, and its job after all others. */
const JOINED = new Set(['docs/DEPLOY.md', '.github/workflows/ci.yml']);

function contentOf(files: ReadonlyMap<string, TreeFile>, path: string): Buffer {
  const content = files.get(path)?.content;
  if (content === undefined || isCopied(content)) throw new Error(`nothing to add to in ${path}`);
  return content;
}

/** The files of one folder: path in the product → path in `templates/`. */
function overlay(templates: Templates, folder: string): [string, string][] {
  return templates.paths
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => [path.slice(folder.length + 1), path]);
}

/** By code unit, so that every platform writes the same archive. */
function sorted(files: Map<string, TreeFile>): Map<string, TreeFile> {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
