/**
 * Tests of whole products take minutes. One that has passed is not run again while nothing has changed that it depends
 * on: the built program with all templates, the tests here, Python, Node and the browser.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Runs the test unless `.cache/e2e/` says that it has passed on this very content. */
export async function unlessPassed(name: string, test: () => Promise<void>): Promise<void> {
  const folder = at('.cache/e2e');
  const stamp = `${folder}/${name.replaceAll(/[^\w-]+/g, '-')}-${content().slice(0, 24)}`;
  if (existsSync(stamp) && process.env.NO_CACHE === undefined) {
    console.log(`  ${name}: passed before on the same content (NO_CACHE=1 runs it again)`);
    return;
  }
  await test();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, '');
}

let known: string | undefined;

function content(): string {
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const folder of ['dist', 'test/e2e']) {
    for (const name of readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = at(`${folder}/${name}`);
      try {
        hash.update(name).update(readFileSync(path));
      } catch {
        // A folder.
      }
    }
  }
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout;
  hash.update(
    `${process.version} ${python} ${process.platform} ${process.arch} ${process.env.BROWSER_PATH ?? ''}`,
  );
  known = hash.digest('hex');
  return known;
}
