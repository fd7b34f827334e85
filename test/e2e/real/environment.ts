/** One pair of Python environments and one download of data sets, which all real data sets share. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM, run } from '../product.ts';

/** Pinned; only their data files are used. */
const PACKAGES = ['statsmodels==0.14.6', 'vega-datasets==0.9.0'];

const ENVIRONMENTS = ['.venv', '.venv-serving'];

export interface Shared {
  /** A product of no other use: the environments lie in it. */
  home: string;
  /** Where the packages with data sets are unpacked. */
  packages: string;
}

let made: Promise<Shared> | undefined;
const folder = mkdtempSync(join(tmpdir(), 'real data '));

/** Makes it when it is first needed: where all results are cached, never. */
export function shared(): Promise<Shared> {
  made ??= make();
  return made;
}

/** Removes it, after the last test. */
export function removeShared(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Gives a product the shared environments, as if its own commands had made them. */
export function lendEnvironments({ home }: Shared, product: string): void {
  for (const name of ENVIRONMENTS) symlinkSync(join(home, name), join(product, name), 'junction');
}

/** The Python of a product's environment. */
export function pythonOf(product: string, environment = '.venv'): string {
  const unix = join(product, environment, 'bin', 'python');
  return existsSync(unix) ? unix : join(product, environment, 'Scripts', 'python.exe');
}

async function make(): Promise<Shared> {
  const home = join(folder, 'home');
  const packages = join(folder, 'packages');
  mkdirSync(packages);
  await must(process.execPath, [PROGRAM, home, '--sample', 'penguins', '--yes', '--no-git'], folder);
  const ensure =
    "import { MAKING } from './scripts/lib/make.mjs'; import { ensurePython, SERVING } from './scripts/lib/python.mjs'; await ensurePython(SERVING, MAKING);";
  const download = join(folder, 'pip');
  await Promise.all([
    must(process.execPath, ['--input-type=module', '--eval', ensure], home),
    must('python3', ['-m', 'venv', download], folder).then(() =>
      must(
        pythonOf(folder, 'pip'),
        [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--disable-pip-version-check',
          '--no-deps',
          '--only-binary=:all:',
          '--target',
          packages,
          ...PACKAGES,
        ],
        folder,
      ),
    ),
  ]);
  return { home, packages };
}

async function must(program: string, args: string[], cwd: string): Promise<void> {
  const { code, output } = await run(program, args, cwd);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}
