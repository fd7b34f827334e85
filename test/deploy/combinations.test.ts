/** Every kind with every pair of targets: it renders, what is added is added once, and nothing of another target is left. */
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DEPLOY_TARGETS } from '../../generators/questions.ts';
import { checkDeployName } from '../../generators/tree/deploy.ts';
import type { ProductAnswers } from '../../generators/tree/product.ts';
import type { Tree } from '../../generators/tree/tree.ts';
import { KINDS, product, type Target, templates, textOf } from './products.ts';

const PAIRS = DEPLOY_TARGETS.flatMap((one, at) => DEPLOY_TARGETS.slice(at + 1).map((other) => [one, other]));
const CHOICES: Target[][] = [[], ...DEPLOY_TARGETS.map((one) => [one]), ...PAIRS, [...DEPLOY_TARGETS]];
const VARIANTS: Partial<ProductAnswers>[] = [
  { name: 'orders' },
  { name: 'a', license: 'none', author: '' },
  { name: 'x'.repeat(49), title: `It's "1.0": #1 {{x}}`, description: 'Größe: 5 € – {{y}}' },
];

const COMBINATIONS = KINDS.flatMap((kind) =>
  CHOICES.map((targets, at) => ({
    kind,
    targets: targets.join(' + ') || 'none',
    deploy: targets as string[],
    answers: VARIANTS[at % VARIANTS.length] ?? {},
  })),
);

/** Files that are read by a parser; the parser throws at what it cannot read. */
function parseAll(tree: Tree): void {
  for (const path of tree.keys()) {
    if (path.startsWith('.ml-product/')) continue;
    if (/\.ya?ml$/.test(path)) {
      const wrong = parseAllDocuments(textOf(tree, path)).flatMap((it) => [...it.errors, ...it.warnings]);
      expect(wrong, path).toEqual([]);
    }
    if (path.endsWith('.toml')) parseToml(textOf(tree, path));
    if (path.endsWith('.json') && !/tsconfig|\.vscode|devcontainer/.test(path))
      JSON.parse(textOf(tree, path));
  }
}

describe.each(COMBINATIONS)('$kind, $targets', ({ kind, deploy, answers }) => {
  const tree = product({ ...answers, deploy }, kind);

  test('every data file can be read', () => parseAll(tree));

  test('has the folder, the module, the chapter and the job of each target, and of no other', () => {
    const modules = [...tree.keys()].flatMap(
      (it) => it.match(/^scripts\/lib\/targets\/(.+)\.mjs$/)?.[1] ?? [],
    );
    const folders = [...tree.keys()].flatMap((it) => it.match(/^deploy\/(.+)\/target\.json$/)?.[1] ?? []);
    const jobs = [...textOf(tree, '.github/workflows/ci.yml').matchAll(/^ {2}deploy-(.+):$/gm)].map(
      ([, it]) => it,
    );
    const chosen = [...deploy].sort();
    expect(modules).toEqual(chosen);
    expect(folders).toEqual(chosen);
    expect(jobs.sort()).toEqual(chosen);
    expect(textOf(tree, 'docs/DEPLOY.md').match(/^## /gm) ?? []).toHaveLength(chosen.length);
  });

  test('leaves no place for a name unfilled', () => {
    for (const path of tree.keys()) {
      if (/^(deploy|docs|\.github)\/|^render\.yaml$/.test(path))
        expect(textOf(tree, path), path).not.toContain('<name>');
    }
  });
});

test('the order in which targets are named changes nothing', () => {
  const names = (tree: Tree) => textOf(tree, 'docs/DEPLOY.md') + textOf(tree, '.github/workflows/ci.yml');
  expect(names(product({ deploy: ['vm', 'fly'] }))).toBe(names(product({ deploy: ['fly', 'vm'] })));
});

test('what checks, builds, runs and deploys a product is the same of every kind, but for its settings', () => {
  const setting = /^ +([A-Z_]+): \$\{\1:-\}\n/gm;
  const shared =
    /^(deploy|docs|\.github|\.githooks|scripts\/lib\/targets)\/|^(Dockerfile|[\w.]+\.yaml|\.dockerignore|fly\.toml)$/;
  const [first, ...others] = KINDS.map((kind) => {
    const tree = product({}, kind);
    const paths = [...tree.keys()].filter((path) => shared.test(path));
    return Object.fromEntries(paths.map((path) => [path, textOf(tree, path).replaceAll(setting, '')]));
  });
  expect(Object.keys(first ?? {})).toEqual(
    expect.arrayContaining(['Dockerfile', 'compose.yaml', '.dockerignore', '.github/workflows/ci.yml']),
  );
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
});

test('the files of each target', () => {
  const base = new Set(product({ deploy: [] }).keys());
  const added = DEPLOY_TARGETS.map((target) => [
    target,
    [...product({ deploy: [target] }).keys()].filter((path) => !base.has(path)),
  ]);
  expect(Object.fromEntries(added)).toMatchSnapshot();
  const shipping = /^[^/]+$|^(\.github|\.githooks|\.devcontainer|\.vscode|deploy|docs)\//;
  expect([...base].filter((path) => shipping.test(path))).toMatchSnapshot();
});

test.each([
  ['orders_2024', ['vm'], null],
  ['orders_2024', ['vm', 'fly'], '--name orders-2024'],
  ['2024.orders', ['cloud-run'], '--name orders'],
  ['x'.repeat(60), ['kubernetes'], `--name ${'x'.repeat(59)}`],
  ['x'.repeat(60), ['kubernetes', 'cloud-run'], `--name ${'x'.repeat(49)}`],
  ['a.git', ['huggingface'], '--name a-git'],
])('the name %s on %j is refused before anything is written: %s', (name, deploy, way) => {
  const check = () => checkDeployName({ name, deploy }, templates);
  if (way === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ exitCode: 2, hint: expect.stringContaining(way) }));
});
