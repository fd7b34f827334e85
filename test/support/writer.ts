/** `generators/write/` alone, as a program that can be made to fail at any change it makes to the disk. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Ended, ended, plainEnvironment, ROOT } from './program.ts';

/** A small product: nested folders, a file of each kind that meets an owner's, and one that is copied. */
export const FILES: Record<string, string> = {
  '.gitignore': 'node_modules/\n*.log\n',
  LICENSE: 'ours\n',
  'README.md': '# Ours\n',
  'a/b/deep.txt': 'deep\n',
  'a/shallow.txt': 'shallow\n',
  'run.sh': '#!/bin/sh\n',
};
export const COPIED = { path: 'data/table.csv', text: 'x,y\n1,2\n'.repeat(10) };

/** The writer, bundled once: `node writer.mjs <target> <source>` writes the small product. */
export async function bundleWriter(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'writer-'));
  const outfile = join(folder, 'writer.mjs');
  await build({
    stdin: {
      contents: `
        import { checkPlace, recoverPlace, write } from './generators/write/index.ts';
        const [target, copyFrom, sha256] = process.argv.slice(2);
        const files = Object.entries(${JSON.stringify(FILES)}).map(([path, text]) => (
          { id: path, path, mode: path.endsWith('.sh') ? 0o755 : 0o644, class: 'mergeable', content: Buffer.from(text) }));
        files.push({ id: 'data', path: ${JSON.stringify(COPIED.path)}, mode: 0o644, class: 'create-once', content: { copyFrom, sha256, bytes: 0 } });
        try {
          recoverPlace(target);
          await write(checkPlace(target), new Map(files.map((file) => [file.path, file])), { git: false, version: '0' });
        } catch (error) {
          console.error(error.name === 'UserError' ? error.code + ': ' + error.message : error);
          process.exit(error.exitCode ?? 99);
        }`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}

export interface Faulted extends Ended {
  killed: boolean;
}

/** Runs the writer; a fault is `SIGKILL@n` or an error like `ENOSPC@n`, at the nth change to the disk. */
export function runWriter(writer: string, target: string, source: string, fault = '', uid?: number): Faulted {
  const sha256 = createHash('sha256').update(COPIED.text).digest('hex');
  const env = plainEnvironment({ ML_PRODUCT_TEST_FAULT: fault });
  const run = ended(
    spawnSync(process.execPath, [writer, target, source, sha256], { env, uid, encoding: 'utf8' }),
  );
  return { ...run, killed: run.signal === 'SIGKILL' };
}

export function writeSource(folder: string): string {
  const path = join(folder, 'table.csv');
  writeFileSync(path, COPIED.text);
  return path;
}

/** Every file below a folder with its text; `.git` left out. Null where the folder is not there. */
export function contents(folder: string): Record<string, string> | null {
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(
    paths
      .filter((path) => !path.startsWith('.git/'))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

/** What a whole product in a new folder looks like. */
export const WHOLE: Record<string, string> = { ...FILES, [COPIED.path]: COPIED.text };
