/** Disks that refuse: full, read-only, not ours. One clear message, and everything as it was. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { explainDiskError } from '../../generators/write/disk.ts';
import { ordersFile } from '../support/data.ts';
import { freshFolder, PROGRAM, plainEnvironment, program } from '../support/program.ts';
import { bundleWriter, contents, runWriter, writeSource } from '../support/writer.ts';

let writer = '';
beforeAll(async () => {
  writer = await bundleWriter();
});

describe('an error at every change to the disk', () => {
  const refusals = [
    ['ENOSPC', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'not-allowed'],
  ] as const;

  test.each(refusals)('a new folder, %s: nothing is left', { timeout: 120_000 }, (code, name) => {
    for (let at = 1; ; at++) {
      const cwd = freshFolder();
      const source = writeSource(cwd);
      const run = runWriter(writer, join(cwd, 'shop'), source, `${code}@${at}`);
      if (run.code === 0) break;
      expect(run).toMatchObject({ code: 1, err: expect.stringContaining(`${name}: `) });
      expect(readdirSync(cwd)).toEqual(['table.csv']);
    }
  });

  test('a cloned repository, full disk: everything is as it was', { timeout: 120_000 }, () => {
    for (let at = 1; ; at++) {
      const cwd = freshFolder();
      const source = writeSource(cwd);
      const target = join(cwd, 'repo');
      mkdirSync(target);
      writeFileSync(join(target, 'README.md'), 'theirs');
      const run = runWriter(writer, target, source, `ENOSPC@${at}`);
      if (run.code === 0) break;
      const there = contents(target) ?? {};
      // Once all files are in, only tidying up can fail; the next run does it.
      const whole = there['docs/README.md'] === 'theirs' && there['README.md'] !== 'theirs';
      if (!whole) expect(there).toEqual({ 'README.md': 'theirs' });
      expect(run.err).toContain('disk-full: ');
    }
  });
});

test('a data file that changes while it is copied is noticed', () => {
  const cwd = freshFolder();
  const source = writeSource(cwd);
  writeFileSync(source, 'x,y\n9,9\n');
  const run = runWriter(writer, join(cwd, 'shop'), source);
  expect(run).toMatchObject({ code: 1, err: expect.stringContaining('source-changed') });
  expect(readdirSync(cwd)).toEqual(['table.csv']);
});

test('a link that leads nowhere is refused', () => {
  const cwd = freshFolder();
  symlinkSync(join(cwd, 'nowhere'), join(cwd, 'shop'));
  const { code, err } = program(['shop', '--sample', 'penguins'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain('leads nowhere');
});

/** Real file systems need a mount: as root, or in a user namespace of our own. Where neither is allowed, `null`. */
function mounter(): string[] | null {
  const ways = [
    ['unshare', '--mount'],
    ['unshare', '--mount', '--map-root-user'],
  ];
  const works = (way: string[]): boolean =>
    spawnSync(way[0] ?? '', [...way.slice(1), 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']).status ===
    0;
  return ways.find(works) ?? null;
}

describe('real file systems', () => {
  const way = mounter();

  /** Runs the program on a tmpfs with these options and says what is there afterwards. */
  function onTmpfs(options: string, extra = ''): { code: number; said: string; there: string } {
    const cwd = freshFolder();
    const source = ordersFile(cwd);
    const disk = join(cwd, 'disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o ${options} tmpfs "$1" && ${extra} cd "$1" &&
      { "$2" "$3" shop --source "$4" --target returned; echo "code $?"; ls -A; } 2>&1`;
    const said = execFileSync(
      way?.[0] ?? '',
      [...(way?.slice(1) ?? []), 'sh', '-c', script, 'sh', disk, process.execPath, PROGRAM, source],
      {
        encoding: 'utf8',
        env: plainEnvironment(),
      },
    );
    const [text = '', rest = ''] = said.split(/^code /m);
    const [code = '', ...there] = rest.split('\n');
    return { code: Number(code), said: text, there: there.join('\n').trim() };
  }

  test.runIf(way !== null)('full', () => {
    const { code, said, there } = onTmpfs('size=200k');
    expect(said).toContain('The disk is full');
    expect({ code, there }).toEqual({ code: 1, there: '' });
  });

  test.runIf(way !== null)('read-only', () => {
    const { code, said, there } = onTmpfs('size=8m', 'mount -o remount,ro "$1" &&');
    expect(said).toContain('read-only');
    expect({ code, there }).toEqual({ code: 1, there: '' });
  });
});

test('a folder of somebody else', () => {
  const cwd = freshFolder();
  const source = writeSource(cwd);
  mkdirSync(join(cwd, 'theirs'));
  for (const folder of [cwd, join(cwd, 'theirs'), dirname(writer)]) chmodSync(folder, 0o555);
  // root may write anywhere, so it becomes somebody who may not.
  const nobody = process.getuid?.() === 0 ? 65534 : undefined;
  const run = runWriter(writer, join(cwd, 'theirs', 'shop'), source, '', nobody);
  expect(run).toMatchObject({ code: 1, err: expect.stringContaining('not-allowed: ') });
  expect(readdirSync(join(cwd, 'theirs'))).toEqual([]);
});

test('what the disk says is said in one sentence; what it did not say is left alone', () => {
  const said = (code: string) => explainDiskError(Object.assign(new Error('x'), { code }), '/shop') as Error;
  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'EBUSY']) {
    expect(said(code).name).toBe('UserError');
    expect(said(code).message).toMatch(/Nothing was written\.$/);
  }
  const other = new Error('x');
  expect(explainDiskError(other, '/shop')).toBe(other);
});
