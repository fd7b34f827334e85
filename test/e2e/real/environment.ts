/** One pair of Python environments and one download of packages, which all products of a test file share. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/program.ts';
import { PROGRAM, run } from '../product.ts';

/** What a product borrows, where there is one. Of the built page only its title is the lender's. */
const LENT = ['.venv', '.venv-serving', '.tools', join('web', 'dist')];

export interface Lender {
  /** The sample whose environments are those of all other products of its kind. */
  sample: string;
  /** A requirements.txt with hashes: packages of which only data files are used. */
  requirements: string;
  /** Its page is built too. */
  page?: true;
}

export interface Shared {
  /** A product of no other use: the environments lie in it. */
  home: string;
  /** Where the packages are unpacked. */
  packages: string;
}

let made: Promise<Shared> | undefined;
const folder = mkdtempSync(join(tmpdir(), 'shared '));

/** Makes it when it is first needed: where all results are cached, never. */
export function shared(lender: Lender): Promise<Shared> {
  made ??= make(lender);
  return made;
}

/** Removes it, after the last test. */
export function removeShared(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Gives a product what is shared, as if its own commands had made it. */
export function lendEnvironments({ home }: Shared, product: string): void {
  for (const path of LENT)
    if (existsSync(join(home, path))) symlinkSync(join(home, path), join(product, path), 'junction');
}

/** Installs what this product serves with into the environment that was lent, where it is not there from the last one. */
export async function installServing(product: string): Promise<void> {
  const ensure =
    "const { ensurePython, SERVING } = await import('./scripts/lib/python.mjs'); await ensurePython(SERVING);";
  await must(process.execPath, ['--input-type=module', '--eval', ensure], product);
}

/** The Python of a product's environment. */
export function pythonOf(product: string, environment = '.venv'): string {
  const unix = join(product, environment, 'bin', 'python');
  return existsSync(unix) ? unix : join(product, environment, 'Scripts', 'python.exe');
}

async function make({ sample, requirements, page }: Lender): Promise<Shared> {
  const home = join(folder, 'home');
  await must(process.execPath, [PROGRAM, home, '--sample', sample, '--yes', '--no-git'], folder);
  const ensure = `
    import { MAKING } from './scripts/lib/make.mjs';
    import { ensureWeb } from './scripts/lib/node.mjs';
    import { ensurePython, SERVING } from './scripts/lib/python.mjs';
    await ensurePython(SERVING, MAKING);
    ${page ? 'await ensureWeb();' : ''}`;
  const [packages] = await Promise.all([
    downloaded(requirements),
    must(process.execPath, ['--input-type=module', '--eval', ensure], home),
  ]);
  return { home, packages };
}

/** The packages of a requirements.txt, unpacked once and kept by its content. */
async function downloaded(requirements: string): Promise<string> {
  const content = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const all = join(ROOT, '.cache', 'packages');
  const kept = join(all, content);
  if (existsSync(kept)) return kept;
  mkdirSync(all, { recursive: true });
  const fresh = mkdtempSync(join(all, 'new-'));
  const pip = join(folder, 'pip');
  await must('python3', ['-m', 'venv', pip], folder);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const which = ['--require-hashes', '-r', requirements, '--target', fresh];
  await must(pythonOf(folder, 'pip'), ['-m', 'pip', 'install', ...quiet, ...which], folder);
  renameSync(fresh, kept);
  return kept;
}

async function must(program: string, args: string[], cwd: string): Promise<void> {
  const { code, output } = await run(program, args, cwd);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}
