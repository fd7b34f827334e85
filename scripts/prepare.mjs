/** What has to be there before anything else can run: the packages and the build. Done again only after a change. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));
export const PROGRAM = join(ROOT, 'dist', 'bin.cjs');

const NOT_SOURCES = new Set([
  'node_modules',
  'dist',
  '__pycache__',
  '.venv',
  '.venv-serving',
  '.ruff_cache',
  '.mypy_cache',
]);

/** A hash over files and folders of this repository, by path and content. */
export function contentOf(...paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const place = join(ROOT, path);
    if (!existsSync(place)) return;
    if (statSync(place).isFile()) {
      hash.update(`${path}\0`).update(readFileSync(place)).update('\0');
      return;
    }
    for (const name of readdirSync(place).sort()) if (!NOT_SOURCES.has(name)) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** Runs a program with this terminal as its own, and gives its exit code. Ctrl-C is the program's to handle. */
export function handOver(program, args, options = {}) {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const keepWaiting = () => {};
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', keepWaiting).on('SIGTERM', passOn);
  // npm does not pass a signal on to the script that it runs: it ends, and the script is left alone.
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid !== parent && passOn(), 1000).unref();
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`  ${program} cannot be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => {
      clearInterval(orphaned);
      process.off('SIGINT', keepWaiting).off('SIGTERM', passOn);
      resolve(code ?? 130);
    });
  });
}

/** npm's own file, run by this Node: on Windows `npm.cmd` cannot be started without a shell. */
export function npm(args) {
  const file = process.env.npm_execpath;
  return file?.endsWith('.js') ? [process.execPath, [file, ...args]] : ['npm', args];
}

/** `npm ci`, if the lock has changed since the last one. */
export function ensurePackages() {
  once('node_modules/.installed', contentOf('package-lock.json'), 'installing packages', () =>
    npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']),
  );
}

/** The built program, made again when a source has changed. */
export function ensureBuild() {
  const sources = contentOf(
    'generators',
    'templates',
    'scripts/build.mjs',
    'package.json',
    'package-lock.json',
  );
  const stamp = existsSync(PROGRAM) ? sources : 'not built';
  once(
    '.cache/build',
    stamp,
    'building',
    () => [process.execPath, [join(ROOT, 'scripts', 'build.mjs')]],
    sources,
  );
}

function once(place, content, label, command, after = content) {
  const stamp = join(ROOT, place);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  console.error(`  ${label} …`);
  const [program, args] = command();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${stdout ?? ''}${stderr ?? ''}\n  ${label} failed.`);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, after);
}
