/** npm, and what it installs: the page's packages with its build, and the tests' own. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run, step } from './run.mjs';
import { contentOf, isDone, once } from './stamps.mjs';

/** npm's own file, run by this Node: on Windows `npm.cmd` cannot be started without a shell. */
export function npm(args) {
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const file = [process.env.npm_execpath, beside].find((path) => path?.endsWith('.js') && existsSync(path));
  return file ? [process.execPath, [file, ...args]] : ['npm', args];
}

const BUILT = 'web/dist/index.html';
const BUILD_STAMP = '.cache/web-build';
const installStamp = (folder) => `${folder}/node_modules/.installed`;
const lockOf = (folder) => contentOf(`${folder}/package-lock.json`);

/** Installs a folder's packages exactly as locked, if that has not been done. */
export async function ensurePackages(folder) {
  await once(installStamp(folder), lockOf(folder), async () => {
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
    await run(...npm(['ci', '--prefix', folder, ...quiet]), {
      advice: `The packages in ${folder}/package-lock.json could not be installed.\nIs the network there? npm's own settings (npm config get registry) are used.`,
    });
  });
}

/** The built page, made again when its sources have changed. */
export async function ensureWeb() {
  const sources = contentOf('web', 'product.json');
  const built = existsSync(join(ROOT, BUILT)) && isDone(BUILD_STAMP, sources);
  if (built) return;
  await step('web page', async () => {
    await ensurePackages('web');
    await run(...npm(['run', '--prefix', 'web', '--silent', 'build']), {
      advice: 'The page could not be built.',
    });
    await once(BUILD_STAMP, sources, () => {});
  });
}

/** A program that a folder's packages bring, run by this Node. */
export function tool(folder, path) {
  return join(ROOT, folder, 'node_modules', ...path.split('/'));
}
