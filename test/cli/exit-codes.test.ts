/** What a user meets at the command line: exit codes, and what is said with them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, PROGRAM, plainEnvironment, program } from '../support/program.ts';

describe('0: done', () => {
  test('--help and --version print to stdout', () => {
    const help = program(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const flag of ['--source <path>', '--sample penguins|house-prices|fraud', '-y, --yes', '--no-git']) {
      expect(help.out).toContain(flag);
    }
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(JSON.parse(program(['--version', '--json']).out)).toEqual({ ok: true, version });
    const { flags } = JSON.parse(program(['inspect', '--help', '--json']).out);
    expect(flags).toContainEqual(expect.objectContaining({ flag: '--split', key: 'split', default: 'auto' }));
    for (const flag of ['--version', '-v'])
      expect(program([flag])).toEqual({ code: 0, signal: null, out: `${version}\n`, err: '' });
    expect(program(['inspect', '-h']).out).not.toContain('--license');
  });

  test('writes a product by flags alone, with a repository and a first commit', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const { code, out, err } = program(['shop', '--source', 'orders.csv', '--target=returned'], {
      cwd,
      env: { HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' },
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/orders\.csv {3}90 rows · 4 columns/);
    expect(out).toMatch(/→ returned/);
    expect(out).toContain('cd shop');
    expect(out).toMatch(/npm create ml-product@\S+ shop -- --source orders\.csv --target returned --yes/);
    expect(existsSync(join(cwd, 'shop', 'contract', 'schema.py'))).toBe(true);
    expect(existsSync(join(cwd, 'shop', '.git', 'refs', 'heads'))).toBe(true);
    expect(readFileSync(join(cwd, 'shop', '.git', 'logs', 'HEAD'), 'utf8')).toContain('create-ml-product');
    expect(readdirSync(cwd).sort()).toEqual(['orders.csv', 'shop']);
  });

  test('--yes names the folder after the data and suggests the target', () => {
    const cwd = freshFolder();
    ordersFile(cwd, 'Orders 2024.csv');
    expect(program(['--source', 'Orders 2024.csv', '--yes', '--no-git'], { cwd }).code).toBe(0);
    const product = join(cwd, 'orders-2024');
    expect(JSON.parse(readFileSync(join(product, 'product.json'), 'utf8'))).toMatchObject({
      name: 'orders-2024',
    });
    expect(existsSync(join(product, '.git'))).toBe(false);
  });

  test('--dry-run lists exactly what a run writes, and writes nothing', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const args = ['shop', '--source', 'orders.csv', '--target', 'returned', '--no-git', '--json'];
    const planned = JSON.parse(program([...args, '--dry-run'], { cwd }).out);
    expect(readdirSync(cwd)).toEqual(['orders.csv']);
    const written = JSON.parse(program(args, { cwd }).out);
    expect(planned.files).toEqual(written.files);
    const there = readdirSync(join(cwd, 'shop'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, 'shop').length + 1));
    expect(there.sort()).toEqual([...written.files].sort());
  });

  test('the flags that --help shows last win over --answers', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const answers = {
      source: 'orders.csv',
      target: 'returned',
      title: 'From the file',
      name: 'from-file',
      exclude: ['city'],
    };
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify(answers));
    const run = program(['shop', '--answers', 'answers.json', '--title', 'From the flag', '--no-git'], {
      cwd,
    });
    expect(run).toMatchObject({ code: 0 });
    const product = JSON.parse(readFileSync(join(cwd, 'shop', 'product.json'), 'utf8'));
    expect(product).toMatchObject({ name: 'from-file', title: 'From the flag' });
    const kept = JSON.parse(readFileSync(join(cwd, 'shop', '.ml-product', 'answers.json'), 'utf8'));
    expect(kept).toMatchObject({ exclude: ['city'], target: 'returned' });
  });

  test('a folder called like a command is ./inspect', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const args = ['./inspect', '--source', 'orders.csv', '--target', 'returned', '--no-git'];
    expect(program(args, { cwd }).code).toBe(0);
    expect(existsSync(join(cwd, 'inspect', 'package.json'))).toBe(true);
  });
});

describe('2: something to correct', () => {
  const cases: [string, string[], string[]][] = [
    ['an unknown flag', ['x', '--targte', 'y'], ['There is no flag --targte. Did you mean --target?']],
    ['an unknown flag of inspect', ['inspect', 'x.csv', '--run'], ['There is no flag --run of inspect']],
    [
      'an unknown value',
      ['x', '--sample', 'pengins'],
      ['Did you mean penguins?', 'penguins, house-prices, fraud'],
    ],
    ['a kind of later', ['x', '--kind', 'llm'], ['not in this version']],
    ['a value that is missing', ['x', '--source', '--target', 'y'], ['--source needs a value']],
    ['a switch with a value', ['x', '--yes=no'], ['--yes takes no value']],
    ['a flag given twice', ['x', '--target', 'a', '--target', 'b'], ['given twice']],
    ['a type that is none', ['x', '--type', 'age=numbr'], ['Did you mean number?']],
    ['a type without a column', ['x', '--type', 'number'], ['column=type']],
    ['a delimiter that is none', ['x', '--delimiter', 'tabb'], ['comma, semicolon, tab, pipe, space']],
    ['an unknown encoding', ['x', '--encoding', 'utf-9'], ['no encoding has that name', 'windows-1252']],
    ['an unknown metric', ['x', '--metric', 'roc-auc'], ['Did you mean roc_auc?']],
    ['an unfit name', ['x', '--name', 'My Shop'], ['lower-case']],
    ['two folders', ['my', 'shop', '--sample', 'penguins'], ['there is also: shop']],
    ['a source and a sample', ['x', '--source', 'a.csv', '--sample', 'fraud'], ['exclude each other']],
    ['a source that is not there', ['x', '--source', 'nowhere.csv', '--target', 'y'], ['nowhere.csv']],
    ['a command of later', ['upgrade'], ['not in this version', './upgrade']],
    ['answers that are not there', ['x', '--answers', 'nowhere.json'], ['no such file']],
  ];
  test.each(cases)('%s', (_name, args, sentences) => {
    const cwd = freshFolder();
    const { code, out, err } = program(args, { cwd });
    expect(code).toBe(2);
    expect(out.replace(/^\s*create-ml-product \S+\s*$/m, '').trim()).toBe('');
    for (const sentence of sentences) expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    ['{"targt": "y"}', 'Did you mean target?'],
    ['{"include": "a"}', '"include"'],
    ['{"license": "GPL"}', '"license"'],
    ['{"type": {"age": "numbr"}}', '"age"'],
    ['{"target": 3}', '"target"'],
    ['[]', 'one object'],
    ['{', 'not JSON'],
  ])('answers %s: names the key', (document, sentence) => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'answers.json'), document);
    const { code, err } = program(['x', '--answers', 'answers.json'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test('a pattern that the shell has expanded is said, with the quotes that were missing', () => {
    const cwd = freshFolder();
    mkdirSync(join(cwd, 'data'));
    const files = ['a.csv', 'b.csv', 'c.csv'].map((name) => join('data', name));
    for (const name of ['a.csv', 'b.csv', 'c.csv']) ordersFile(join(cwd, 'data'), name);
    for (const args of [
      ['shop', '--source', ...files, '--target', 'returned'],
      ['inspect', ...files],
    ]) {
      const { code, err } = program(args, { cwd });
      expect(code).toBe(2);
      expect(err).toContain('"data/*.csv"');
    }
  });

  test('a metric that does not fit what is predicted', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const { code, err } = program(['inspect', 'orders.csv', '--target', 'amount', '--metric', 'f1'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('rmse, mae, r2, rmsle');
  });

  test('without a terminal every open question is named with its flag, and a ready command works', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const bare = program([], { cwd });
    expect(bare.code).toBe(2);
    for (const flag of ['[dir]', '--kind', '--source', '--target']) expect(bare.err).toContain(flag);
    const half = program(['shop', '--source', 'orders.csv', '--no-git'], { cwd });
    expect(half.code).toBe(2);
    expect(half.err).not.toContain('--kind');
    const ready = /create-ml-product (shop .*)/.exec(half.err)?.[1] ?? '';
    expect(ready).toBe('shop --source orders.csv --target returned --no-git');
    expect(program(ready.split(' '), { cwd }).code).toBe(0);
  });

  test('a folder that is not empty is refused, with what is in it', () => {
    const cwd = freshFolder();
    mkdirSync(join(cwd, 'shop'));
    writeFileSync(join(cwd, 'shop', 'thesis.tex'), 'mine');
    ordersFile(cwd);
    const { code, err } = program(['shop', '--source', 'orders.csv', '--target', 'returned'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('thesis.tex');
    expect(readdirSync(join(cwd, 'shop'))).toEqual(['thesis.tex']);
  });

  test('a path that is a file, or leads through one', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    for (const dir of ['orders.csv', 'orders.csv/shop']) {
      const { code, err } = program([dir, '--source', 'orders.csv', '--target', 'returned'], { cwd });
      expect(code).toBe(2);
      expect(err).toContain('is a file');
    }
  });
});

test.runIf(process.platform === 'linux')('1: failed: a place where no folder can be made, at once', () => {
  const { code, err } = program(['/proc/shop', '--sample', 'penguins', '--yes']);
  expect(code).toBe(1);
  expect(err).toContain('Writing in /proc failed (ENOENT). Nothing was written.');
});

describe('130: interrupted', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s while reading leaves nothing', async (signal) => {
    const cwd = freshFolder();
    const source = join(cwd, 'big.csv');
    writeFileSync(source, `a,b,c\n${'1,2,x\n3,4,y\n'.repeat(4_000_000)}`);
    const child = spawn(process.execPath, [PROGRAM, 'shop', '--source', 'big.csv', '--target', 'c'], {
      cwd,
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.kill(signal));
    const code = await new Promise((resolve) => child.once('exit', (exit, by) => resolve(exit ?? by)));
    expect(code).toBe(130);
    expect(readdirSync(cwd)).toEqual(['big.csv']);
  });
});

test('a reader that goes away does not stop the work', async () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const args = ['shop', '--source', 'orders.csv', '--target', 'returned', '--no-git'];
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(said).toBe('');
  expect(code).toBe(0);
  expect(existsSync(join(cwd, 'shop', 'package.json'))).toBe(true);
});
