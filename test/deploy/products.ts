/** Products with deploy targets: composed in memory, and written to a folder where a program must read them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEPLOY_TARGETS } from '../../generators/questions.ts';
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

/** A product of a kind. What differs between kinds' specs does not reach the files that are tested here. */
export function product(answers: Partial<ProductAnswers> = {}, kind = 'tabular'): Tree {
  const spec = { ...tabularSpec({}), kind } as ReturnType<typeof tabularSpec>;
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
