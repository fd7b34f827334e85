/** One table, and all that is derived from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../generators/answers/argv.ts';
import { whatIsWrongWithName } from '../../generators/answers/checks.ts';
import { flags, quote } from '../../generators/answers/command.ts';
import { folderFromSource, nameFromFolder, titleFromFolder } from '../../generators/answers/defaults.ts';
import { answersSchema, checkAnswers } from '../../generators/answers/file.ts';
import { didYouMean } from '../../generators/answers/suggest.ts';
import { splitList } from '../../generators/answers/values.ts';
import { type Answers, QUESTIONS } from '../../generators/questions.ts';
import { referencePage } from '../../generators/show/reference.ts';
import { ROOT } from '../support/program.ts';

describe('the table', () => {
  test('docs/FLAGS.md and docs/answers.schema.json are current (npm run flags)', () => {
    expect(readFileSync(join(ROOT, 'docs', 'FLAGS.md'), 'utf8')).toBe(referencePage());
    const schema = JSON.parse(readFileSync(join(ROOT, 'docs', 'answers.schema.json'), 'utf8'));
    expect(schema).toEqual(answersSchema());
  });

  test('ids, flags and aliases are unique', () => {
    const names = QUESTIONS.flatMap(({ flag, alias }) => [flag ?? '[dir]', ...(alias ? [alias] : [])]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length);
  });
});

describe('answers', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(answersSchema());
  test.each([
    [{}, true],
    [{ target: 'y', include: ['a', 'b'], type: { a: 'date' }, license: 'none', source: null }, true],
    [{ targt: 'y' }, false],
    [{ license: 'GPL' }, false],
    [{ include: 'a' }, false],
    [{ type: { a: 'dat' } }, false],
    [{ target: 1 }, false],
    [{ kind: 'onnx' }, true],
    [{ kind: 'llm' }, false],
    [{ deploy: ['fly', 'vm'] }, true],
    [{ deploy: ['flyy'] }, false],
    [[], false],
  ])('%j: the schema and the program agree', (document, fits) => {
    expect(validate(document)).toBe(fits);
    const check = () => checkAnswers(document, 'answers');
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow();
  });
});

describe('the command line', () => {
  const parse = (...argv: string[]) => parseCommandLine(argv, 'create');
  test('values, lists, repeated flags and switches', () => {
    const { words, given, run } = parse(
      'shop',
      '--source',
      'a b.csv',
      '--target=x=y',
      '--include',
      'a,"b,c"',
      '--include',
      'd',
      '--type',
      'e=f=date',
      '--type=g=text',
      '-y',
      '--no-git',
      '--positive',
      '-1',
    );
    expect(words).toEqual(['shop']);
    expect(given).toEqual({
      source: 'a b.csv',
      target: 'x=y',
      include: ['a', 'b,c', 'd'],
      type: { 'e=f': 'date', g: 'text' },
      positive: '-1',
    });
    expect(run).toEqual({ yes: true, git: false });
  });

  test('a column called __proto__ is a column', () => {
    const { given } = parse('--type', '__proto__=text');
    expect(Object.keys(given.type ?? {})).toEqual(['__proto__']);
  });

  test('what is written as flags is read back the same', () => {
    const answers: Partial<Answers> = {
      source: '../my data.csv',
      target: 'a,b',
      include: ['x,y', 'z "q"'],
      exclude: ['-dash'],
      type: { 'a,b': 'date' },
      title: "It's $5",
    };
    const words = flags(answers, {}).flatMap((flag) => {
      const at = flag.search(/[ =]/);
      const value = flag.slice(at + 1);
      const bare = /^".*"$/.test(value) && quote(value) !== value ? value.slice(1, -1) : value;
      return [flag.slice(0, at), bare.startsWith("'") ? bare.slice(1, -1).replaceAll("'\\''", "'") : bare];
    });
    expect(parse(...words).given).toEqual(answers);
  });
});

test('a deploy target that there is not names the nearest, and all', () => {
  expect(parseCommandLine(['--deploy', 'vm,fly', '--deploy=fly'], 'create').given).toEqual({
    deploy: ['vm', 'fly'],
  });
  const wrong = () => parseCommandLine(['--deploy', 'vm,kubernets'], 'create');
  expect(wrong).toThrow(/Did you mean kubernetes\?/);
  expect(wrong).toThrow(expect.objectContaining({ exitCode: 2, hint: expect.stringContaining('cloud-run') }));
});

test.each([
  ['Umsätze 2024', 'umsatze-2024'],
  ['Straße', 'strasse'],
  ['日本', 'ml-product'],
  ['_private', 'private'],
  ['node_modules', 'ml-product'],
  ['a'.repeat(300), 'a'.repeat(214)],
  ['shop 🛒', 'shop'],
])('a folder %s is the npm name %s', (folder, name) => {
  expect(nameFromFolder(folder)).toBe(name);
  expect(whatIsWrongWithName(name)).toBeNull();
});

test.each([
  ['../data/Orders 2024.csv.gz', 'orders-2024'],
  ['book.xlsx', 'book'],
  ['models/open-nsfw.onnx', 'open-nsfw'],
  ['data/2024/', '2024'],
  ['data/*.csv', 'data'],
  ['data/orders-*.parquet', 'orders'],
  ['data/{a,b}/*.csv', 'data'],
])('a source %s proposes the folder %s', (source, folder) => {
  expect(folderFromSource({ source })).toBe(folder);
});

test('titles, lists, near misses', () => {
  expect(titleFromFolder('house-prices_2024')).toBe('House prices 2024');
  expect(splitList('a, "b, ""c""" ,,d')).toEqual(['a', 'b, "c"', 'd']);
  expect(didYouMean('--targte', ['--target', '--title'])).toBe('--target');
  expect(didYouMean('--frobnicate', ['--target', '--title'])).toBeNull();
  const targets = ['fly', 'cloud-run', 'kubernetes', 'vm'];
  expect(['flyio', 'kube', 'cloudrun', 'Fly', 'k8s'].map((it) => didYouMean(it, targets))).toEqual([
    'fly',
    'kubernetes',
    'cloud-run',
    'fly',
    null,
  ]);
});
