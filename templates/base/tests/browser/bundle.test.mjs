/** What a browser gets is public: nothing that was set where the page was built may be in it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));

test('the files of the page hold no setting of whoever built them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const planted = {
      VITE_TOKEN: 'planted-a',
      API_KEYS: 'planted-b',
      DATABASE_URL: 'planted-c',
      API_URL: 'http://planted-d',
    };
    const vite = join(WEB, 'node_modules', 'vite', 'bin', 'vite.js');
    execFileSync(
      process.execPath,
      [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
      {
        cwd: WEB,
        env: { ...process.env, ...planted },
      },
    );
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
    const paths = files.map((it) => join(it.parentPath ?? it.path, it.name));
    assert.ok(paths.some((path) => path.endsWith('.js')));
    for (const path of paths) assert.ok(!readFileSync(path, 'latin1').includes('planted-'), path);
    assert.deepEqual(
      paths.filter((path) => path.endsWith('.map')),
      [],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
