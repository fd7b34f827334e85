/** The published program: packed, installed from a registry, and used as users do. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, ROOT } from '../support/program.ts';
import { npmCommand, pack, startRegistry } from '../support/registry.mjs';
import { converse, ENTER } from '../support/terminal.ts';

const KB = 1000;

describe('the tarball', () => {
  test('is small, holds few files, and needs nothing else', () => {
    const { size, files } = pack(freshFolder());
    expect(size).toBeLessThanOrEqual(1200 * KB);
    expect(files.length).toBeLessThanOrEqual(25);
    const paths = files.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['dist/bin.cjs', 'dist/templates.br', 'dist/NOTICES.txt', 'package.json']),
    );
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
  });

  test('names the licence of what is bundled', () => {
    const notices = readFileSync(join(ROOT, 'dist', 'NOTICES.txt'), 'utf8');
    for (const name of [
      'yeoman-generator 8.4.0',
      'yeoman-environment 6.3.0',
      'inquirer 14',
      'handlebars 4.7',
      'execa 9',
    ]) {
      expect(notices).toContain(name);
    }
  });
});

describe('npm create, from a registry', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  beforeAll(async () => {
    registry = await startRegistry();
    const folder = freshFolderForAll();
    registry.publish(pack(folder).file);
  });
  afterAll(() => registry.stop());

  test('by flags, with a cold cache', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const [program = '', ...first] = npmCommand();
    const flags = ['--source', 'orders.csv', '--target', 'returned', '--no-git'];
    const out = execFileSync(program, [...first, 'create', 'ml-product', 'shop', '--', ...flags], {
      cwd,
      env: registry.env(join(cwd, 'cache')),
      encoding: 'utf8',
    });
    expect(out).toContain('files written');
    // What npm leaves out of tarballs must be there all the same.
    for (const path of ['.gitignore', 'package.json', 'web/package-lock.json']) {
      expect(existsSync(join(cwd, 'shop', path)), path).toBe(true);
    }
  });

  test('around a model, by flags', () => {
    const cwd = freshFolder();
    const model = join(ROOT, 'templates', 'samples', 'digits', 'model.onnx');
    copyFileSync(model, join(cwd, 'net.onnx'));
    const [program = '', ...first] = npmCommand();
    const flags = ['--source', 'net.onnx', '--yes', '--no-git'];
    const out = execFileSync(program, [...first, 'create', 'ml-product', 'digits', '--', ...flags], {
      cwd,
      env: registry.env(join(cwd, 'cache')),
      encoding: 'utf8',
    });
    expect(out).toContain('files written');
    const product = join(cwd, 'digits');
    expect(readFileSync(join(product, 'model', 'net.onnx'))).toEqual(readFileSync(model));
    expect(JSON.parse(readFileSync(join(product, 'contract', 'steps.json'), 'utf8'))).toMatchObject({
      task: 'image-classification',
      model: 'model/net.onnx',
    });
  });

  test('answered in a real terminal', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const { code, screen } = converse(
      [...npmCommand(), 'create', 'ml-product'],
      [
        ['What kind of model is it?', ENTER],
        ['Where is the data?', `orders.csv${ENTER}`],
        ['What is to be predicted?', ENTER],
        ['Change a column?', ENTER],
        ['Where shall it be written?', `shop${ENTER}`],
        ['Write', ENTER],
      ],
      { cwd, env: registry.env(join(cwd, 'cache')) },
    );
    expect(screen).toContain('files written');
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'shop', 'contract', 'schema.py'))).toBe(true);
  });

  test('flags without -- are not lost in silence', () => {
    const cwd = freshFolder();
    ordersFile(cwd);
    const [program = '', ...first] = npmCommand();
    const run = () =>
      execFileSync(
        program,
        [...first, 'create', 'ml-product', 'shop', '--source', 'orders.csv', '--target', 'returned'],
        {
          cwd,
          env: registry.env(join(cwd, 'cache')),
          encoding: 'utf8',
          stdio: 'pipe',
        },
      );
    expect(run).toThrow(/npm create ml-product shop '--' --source orders\.csv --target returned/);
    expect(existsSync(join(cwd, 'shop'))).toBe(false);
  });
});

function freshFolderForAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
