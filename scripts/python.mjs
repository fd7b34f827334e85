/** A Python with the product's own training packages, for the tests that hold both readers of a table to each other. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipSettings } from '../templates/base/scripts/lib/pip-settings.mjs';
import { findPython } from '../templates/base/scripts/lib/python.mjs';
import { contentOf, ROOT } from './prepare.mjs';

const REQUIREMENTS = 'templates/kinds/tabular/requirements/training.txt';
const ENVIRONMENT = join(ROOT, '.cache', 'python');
const STAMP = join(ENVIRONMENT, '.installed');
const PYTHON = join(
  ENVIRONMENT,
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);

/** Makes the environment, or makes it again when the requirements have changed; gives its Python. Exits where it cannot. */
export async function ensureTrainingPython() {
  const content = contentOf(REQUIREMENTS);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === content) return PYTHON;
  console.error('  installing Python packages …');
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const python = await findPython().catch((error) => stop(error.message));
  const env = await pipSettings(python);
  must(python, ['-m', 'venv', ENVIRONMENT]);
  // uv takes seconds where pip takes most of a minute; pip does it where uv cannot be had.
  const uv = works(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'uv']);
  const install = uv
    ? ['-m', 'uv', 'pip', 'install', '--quiet', '--python', PYTHON]
    : ['-m', 'pip', 'install', '--quiet'];
  must(PYTHON, [...install, '--require-hashes', '-r', REQUIREMENTS], env);
  writeFileSync(STAMP, content);
  return PYTHON;
}

const works = (program, args) => spawnSync(program, args, { cwd: ROOT }).status === 0;

function must(program, args, env = {}) {
  const options = { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } };
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (status !== 0)
    stop(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
}

function stop(reason) {
  console.error(`  ${reason}`);
  process.exit(1);
}
