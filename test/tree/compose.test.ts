import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Column, TabularSpec } from '../../generators/spec.ts';
import { folderTemplates, type Templates } from '../../generators/templates.ts';
import { compose } from '../../generators/tree/compose.ts';
import type { Origin, ProductAnswers } from '../../generators/tree/product.ts';
import { isCopied, type Tree } from '../../generators/tree/tree.ts';
import { ANSWERS, feature, PENGUINS, SOURCE, tabularSpec, target } from './specs.ts';

const ORIGIN: Origin = {
  version: '1.2.3',
  command: 'npm create ml-product@1.2.3 orders -- --source ../orders.csv --target price --yes',
  answers: { name: 'orders', source: '../orders.csv' },
  data: ['/somewhere/orders.csv'],
};

let templates: Templates;
beforeAll(async () => {
  templates = await folderTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));
});

const composed = (spec: TabularSpec, answers: Partial<ProductAnswers> = {}): Tree =>
  compose(spec, { ...ANSWERS, ...answers }, templates, ORIGIN);

/** A column that is no feature. */
const leftOut = (name: string): Column => ({
  ...{ name, field: name, type: 'text', missing: 0, min: null, max: null, categories: null },
  ...{ included: false, note: null },
});

function textOf(tree: Tree, path: string): string {
  const content = tree.get(path)?.content;
  if (content === undefined || isCopied(content)) throw new Error(`${path} holds no text`);
  return content.toString('utf8');
}

const jsonOf = (tree: Tree, path: string) => JSON.parse(textOf(tree, path));

describe('a product', () => {
  it('has the folders that the house plan names, and no template of them', () => {
    const paths = [...composed(PENGUINS).keys()];
    for (const start of [
      'contract/schema.py',
      'training/',
      'serving/',
      'web/',
      'scripts/start.mjs',
      'requirements/',
    ]) {
      expect(
        paths.some((path) => path.startsWith(start)),
        start,
      ).toBe(true);
    }
    expect(paths.filter((path) => path.endsWith('.hbs') || path.includes('node_modules'))).toEqual([]);
    expect(paths).toEqual([...paths].sort());
  });

  it('is the same, byte for byte, for the same answers', () => {
    const digest = (tree: Tree): string => {
      const hash = createHash('sha256');
      for (const { path, mode, class: kind, content } of tree.values()) {
        hash
          .update(`${path} ${mode} ${kind}\n`)
          .update(isCopied(content) ? JSON.stringify(content) : content);
      }
      return hash.digest('hex');
    };
    expect(digest(composed(PENGUINS))).toBe(digest(composed(structuredClone(PENGUINS))));
    expect(digest(composed(PENGUINS, { title: 'Birds' }))).not.toBe(digest(composed(PENGUINS)));
  });

  it('streams the data from where it lies', () => {
    expect(composed(tabularSpec({})).get('data/orders.csv')).toMatchObject({
      class: 'create-once',
      content: { copyFrom: '/somewhere/orders.csv', bytes: 1234 },
    });
  });

  it('keeps the files of a folder together, in a folder of their own', () => {
    const files = ['a.csv', 'b.csv'].map((name) => ({ name, bytes: 7, sha256: 'cd'.repeat(32) }));
    const spec = tabularSpec({ source: { ...SOURCE, fileName: 'years', files } });
    const data = ['/there/years/a.csv', '/there/years/b.csv'];
    const tree = compose(spec, ANSWERS, templates, { ...ORIGIN, data });
    expect(tree.get('data/years/b.csv')).toMatchObject({
      class: 'create-once',
      content: { copyFrom: '/there/years/b.csv', bytes: 7 },
    });
    expect(jsonOf(tree, 'training/source.json').path).toBe('data/years');
  });

  it('lets the owner decide about split and metric, as they were answered', () => {
    const settings = (spec: TabularSpec) => jsonOf(composed(spec), 'training/settings.json');
    expect(settings(tabularSpec({}))).toEqual({ metric: 'auto', split: { by: 'random' } });
    const split = { by: 'time', column: 'ordered_at', reason: 'why', suggested: true } as const;
    expect(settings(tabularSpec({ metric: 'mae', split }))).toEqual({
      metric: 'mae',
      split: { by: 'time', column: 'ordered_at' },
    });
  });

  it('keeps private data out of git', () => {
    const ignored = textOf(composed(tabularSpec({})), '.gitignore').split('\n');
    expect(ignored).toContain('/data/*');
    expect(ignored.filter((line) => line.startsWith('!/data/'))).toEqual(['!/data/README.md']);
  });

  it('has the licence that was asked for', () => {
    expect(textOf(composed(PENGUINS), 'LICENSE')).toContain('Copyright (c) Ada\n');
    expect(textOf(composed(PENGUINS, { license: 'Apache-2.0' }), 'LICENSE')).toContain('Apache License');
    expect(composed(PENGUINS, { license: 'none' }).has('LICENSE')).toBe(false);
    expect(jsonOf(composed(PENGUINS, { license: 'none' }), 'package.json').license).toBe('UNLICENSED');
  });

  it('puts the commands of base and kind into package.json, and needs no package to start', () => {
    const manifest = jsonOf(composed(PENGUINS), 'package.json');
    expect(manifest).toMatchObject({ name: 'orders', private: true, author: 'Ada' });
    expect(Object.keys(manifest.scripts).sort()).toEqual(
      [
        ...['start', 'test', 'dev', 'train', 'use', 'parity', 'score', 'check', 'lock'],
        ...['model', 'smoke', 'doctor', 'deploy', 'hooks', 'keys', 'screenshots'],
      ].sort(),
    );
    expect(manifest.dependencies).toBeUndefined();
  });

  it('says how to write it again, and shows a request of its own', () => {
    const readme = textOf(
      composed(tabularSpec({ features: [feature({ field: 'it', example: "o'clock" })] })),
      'README.md',
    );
    expect(readme).toContain(ORIGIN.command);
    expect(readme).toContain(`-d '{"it":"o'\\''clock"}'`);
  });

  it('reads dates and yes/no as they were inspected', () => {
    const spec = tabularSpec({
      features: [
        feature({
          field: 'ordered_at',
          column: 'Ordered at',
          type: 'date',
          dateFormat: '%d.%m.%Y',
          example: '2024-11-02',
        }),
        feature({
          field: 'weight',
          format: { decimal: ',', thousands: '.', signs: ['kg'] },
        }),
        feature({
          field: 'coupon',
          type: 'boolean',
          trueTokens: ['ja'],
          falseTokens: ['nein'],
          example: true,
        }),
      ],
      target: target({ field: 'price', spellings: { 'Köln ': 'Köln' } }),
      columns: [leftOut('price'), leftOut('customer')],
    });
    expect(jsonOf(composed(spec), 'training/source.json')).toMatchObject({
      path: 'data/orders.csv',
    });
    expect(jsonOf(composed(spec), 'contract/cells.json')).toEqual({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      headerRows: 1,
      totals: [],
      leftOut: ['customer'],
      decimal: '.',
      thousands: '',
      signs: [],
      missing: ['', 'NA'],
      columns: {
        'Ordered at': { dateFormat: '%d.%m.%Y' },
        weight: { decimal: ',', thousands: '.', signs: ['kg'] },
        coupon: { true: ['ja'], false: ['nein'] },
        price: { spellings: { 'Köln ': 'Köln' } },
      },
    });
  });
});

describe('the state for upgrades', () => {
  it('lists every file with its hash, and holds the text of what is merged', () => {
    const tree = composed(PENGUINS);
    const { files } = jsonOf(tree, '.ml-product/state.json');
    const born = [...tree.values()].filter(({ path }) => !path.startsWith('.ml-product/'));
    expect(Object.keys(files)).toEqual(born.map(({ id }) => id).sort());
    const packed = tree.get('.ml-product/baseline.json.br')?.content as Buffer;
    const baseline = JSON.parse(brotliDecompressSync(packed).toString('utf8'));
    for (const [id, text] of Object.entries<string>(baseline)) {
      expect(createHash('sha256').update(text).digest('hex')).toBe(files[id].sha256);
    }
    expect(baseline['README.md']).toBe(textOf(tree, 'README.md'));
    expect(baseline).not.toHaveProperty(['contract/schema.py']);
  });

  it('says what an upgrade may do with each file', () => {
    const { files } = jsonOf(composed(PENGUINS), '.ml-product/state.json');
    const classOf = (path: string) => files[path].class;
    expect(classOf('contract/schema.py')).toBe('create-once');
    expect(classOf('data/penguins.csv')).toBe('create-once');
    expect(classOf('requirements/serving.txt')).toBe('lock');
    expect(classOf('web/package-lock.json')).toBe('lock');
    expect(classOf('package.json')).toBe('structured');
    expect(classOf('contract/cells.json')).toBe('structured');
    expect(classOf('training/settings.json')).toBe('create-once');
    expect(classOf('contract/fields.py')).toBe('mergeable');
  });
});

describe('the contract', () => {
  const schemaOf = (spec: TabularSpec) => textOf(composed(spec), 'contract/schema.py');

  it('reads like hand-written', () => {
    const text = schemaOf(PENGUINS);
    expect(text).toContain('from contract.fields import Answer, Integer, Number, Row, feature, target\n');
    expect(text).toContain(
      '    island: Literal["Biscoe", "Dream", "Torgersen"] = feature("Island", example="Torgersen")\n',
    );
    expect(text).toContain('    species: Literal["Adelie", "Chinstrap", "Gentoo"] = target("Species")\n');
  });

  it('imports only what it uses', () => {
    const text = schemaOf(tabularSpec({}));
    expect(text).not.toContain('Literal');
    expect(text).toContain('import Answer, Number, Row, feature, target\n');
  });

  it('names what the threshold is chosen for', () => {
    const returned = target({ field: 'returned', classes: ['no', 'yes'], positive: 'yes' });
    const spec = tabularSpec({ task: 'classification', target: returned });
    expect(schemaOf(spec)).toContain('decide="balanced"');
    const imbalance = { code: 'imbalance', column: 'returned', message: '' };
    expect(schemaOf({ ...spec, warnings: [imbalance] })).toContain('decide="f1"');
    const costs = { ...returned, decide: { false_alarm: 1, miss: 20 } };
    expect(schemaOf({ ...spec, target: costs })).toContain('decide={"false_alarm": 1, "miss": 20}');
  });

  it('is Python, whatever the table holds', () => {
    const nasty = ['it\'s "x"', '\\', '"""', 'a\nb', '🐧', '{{x}}', '\u202edrawkcab', "'''", '#', ''];
    const features = Array.from({ length: 300 }, (_, index) =>
      feature({
        field: `f${index}`,
        column: `${nasty[index % nasty.length]}${index}`,
        label: `${nasty[(index + 1) % nasty.length]}`,
        unit: index % 3 === 0 ? (nasty[(index + 2) % nasty.length] ?? null) : null,
        type: index % 2 === 0 ? 'number' : 'category',
        categories: index % 2 === 0 ? null : nasty.slice(0, 1 + (index % nasty.length)),
        example: index % 2 === 0 ? 1e308 : 'x',
        limits: index % 2 === 0 ? { minimum: -1e308, maximum: 1e308 } : null,
        nullable: index % 5 === 0,
      }),
    );
    const text = schemaOf(tabularSpec({ features }));
    const { status, stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: text,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('a sample', () => {
  it('brings its words, its licence, and its data into git', () => {
    if (!templates.paths.includes('samples/penguins/sample.json')) return;
    const tree = composed(
      { ...PENGUINS, features: PENGUINS.features.map((it) => ({ ...it, unit: null })) },
      { sample: 'penguins' },
    );
    expect(textOf(tree, 'contract/schema.py')).toContain('unit="mm"');
    expect(textOf(tree, '.gitignore')).toContain('!/data/penguins.csv\n');
    expect(tree.has('data/sample.json')).toBe(false);
  });
});

describe('templates', () => {
  it('are real files: Handlebars only where text must be generated', () => {
    const rendered = templates.paths.filter((path) => path.endsWith('.hbs'));
    expect(rendered).toEqual([
      'asks/media/README.parts.md.hbs',
      'asks/rows/README.parts.md.hbs',
      'asks/rows/contract/schema.py.hbs',
      'base/README.md.hbs',
      'kinds/onnx/README.parts.md.hbs',
      'kinds/tabular/README.parts.md.hbs',
    ]);
    for (const path of rendered) {
      expect(templates.read(path).toString('utf8').match(/\{\{/g)?.length ?? 0, path).toBeLessThan(20);
    }
  });
});
