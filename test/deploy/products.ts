/** Products with deploy targets: composed in memory, and written to a folder where a program must read them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveOnnx, readSource } from '../../generators/inspect/onnx/derive.ts';
import { DEPLOY_TARGETS } from '../../generators/questions.ts';
import type { ModelSpec } from '../../generators/spec.ts';
import { folderTemplates } from '../../generators/templates.ts';
import { compose } from '../../generators/tree/compose.ts';
import type { ProductAnswers } from '../../generators/tree/product.ts';
import { isCopied, type Tree } from '../../generators/tree/tree.ts';
import { freshFolder } from '../support/program.ts';
import { ANSWERS, tabularSpec } from '../tree/specs.ts';

export type Target = (typeof DEPLOY_TARGETS)[number];

export const templates = await folderTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));

/** Every kind there is a product of. */
export const KINDS = [
  ...new Set(templates.paths.flatMap((path) => path.match(/^kinds\/([^/]+)\//)?.[1] ?? [])),
];

const DIGITS = fileURLToPath(new URL('../../templates/samples/digits/model.onnx', import.meta.url));
const SPECS: Record<string, ModelSpec> = {
  tabular: tabularSpec({}),
  onnx: deriveOnnx(await readSource(DIGITS)).spec,
};

/** A product of a kind. */
export function product(answers: Partial<ProductAnswers> = {}, kind = 'tabular'): Tree {
  const spec = SPECS[kind];
  if (spec === undefined) throw new Error(`there is no spec of the kind ${kind}`);
  const all = { ...ANSWERS, deploy: [...DEPLOY_TARGETS], ...answers };
  return compose(spec, all, templates, {
    version: '1.2.3',
    command: `npm create ml-product@1.2.3 ${all.name} -- --source ../orders.csv --yes`,
    answers: { name: all.name, deploy: all.deploy },
    data: ['/somewhere/orders.csv'],
  });
}

export function textOf(tree: Tree, path: string): string {
  const content = tree.get(path)?.content;
  if (content === undefined || isCopied(content)) throw new Error(`${path} holds no text`);
  return content.toString('utf8');
}

/** The tree as files, without the data. */
export function written(tree: Tree): string {
  const folder = freshFolder();
  for (const { path, content, mode } of tree.values()) {
    if (isCopied(content)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  }
  return folder;
}
