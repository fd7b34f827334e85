/** A product as its owner has it: written by the built program, in a folder with a space, run by its own commands. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const PROGRAM = fileURLToPath(new URL('../../dist/bin.cjs', import.meta.url));

export interface Outcome {
  code: number;
  stdout: string;
  /** Both streams, as they came. */
  output: string;
}

/** Runs a program to its end. `cwd` has no part of this repository's settings. */
export function run(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: environment(env) });
    const outcome: Outcome = { code: 1, stdout: '', output: '' };
    child.stdout.on('data', (text: Buffer) => {
      outcome.stdout += text;
      outcome.output += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      outcome.output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code: code ?? 1 }));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
  });
}

/** What vitest and npm add would reach the product's own tools, and change what they do. */
function environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$)/.test(name),
  );
  return { ...Object.fromEntries(own), OMP_NUM_THREADS: '1', ...extra };
}

/** A folder with a space in its name, for as long as the test runs: a product with its packages is large. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ml product '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Writes a product with the built program, and gives its folder. */
export async function create(name: string, flags: string[], parent = temporaryFolder()): Promise<string> {
  const { code, output } = await run(
    process.execPath,
    [PROGRAM, name, ...flags, '--yes', '--no-git'],
    parent,
  );
  if (code !== 0)
    throw new Error(`create-ml-product ${name} ${flags.join(' ')} ended with ${code}:\n${output}`);
  return join(parent, name);
}

/** One of the product's own commands, which must succeed. */
export async function npm(product: string, ...args: string[]): Promise<Outcome> {
  const outcome = await run('npm', args, product);
  if (outcome.code !== 0)
    throw new Error(
      `npm ${args.join(' ')} ended with ${outcome.code}; all that it said is in ${keep(product, args.join(' '), outcome)}:\n${endOf(outcome.output)}`,
    );
  return outcome;
}

const FAILED = fileURLToPath(new URL('../../.cache/failed', import.meta.url));

/** Keeps what a failed command said, whole: its product is gone after the test. Gives the file. */
export function keep(product: string, command: string, { output }: Outcome): string {
  mkdirSync(FAILED, { recursive: true });
  const name = `${basename(product)} ${command}`.replaceAll(/[^\w .-]+/g, '-').slice(0, 100);
  const file = join(FAILED, `${name} ${Date.now()}.log`);
  writeFileSync(file, output);
  return file;
}

/** The end of what a program said, and before it what it says of failures anywhere. */
export function endOf(output: string): string {
  const failures = output.split('\n').filter((line) => /^(FAILED|ERROR|E {2}|_{3,}) /.test(line));
  return [...failures.slice(0, 60), output.slice(-8000)].join('\n');
}

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url));
/** Pages that are the same with any data: penguins and digits see to them. */
const SAME_WITH_ANY_DATA = ['door.test.mjs', 'bundle.test.mjs'];

/** The tests of these layers, and the pages: what every product shares is the same with any data, and slow. */
async function testLayers(product: string, ...layers: string[]): Promise<Outcome> {
  for (const name of SAME_WITH_ANY_DATA) rmSync(join(product, 'tests', 'browser', name));
  const names = layers.flatMap((layer) => readdirSync(join(TEMPLATES, layer, 'tests')));
  const tests = names.filter((name) => /^test_.*\.py$/.test(name)).map((name) => `tests/${name}`);
  return npm(product, 'test', '--', ...tests);
}

/** How it learned and what it answers, with its own data. */
export const testWithData = (product: string): Promise<Outcome> => testLayers(product, 'kinds/tabular');

/** And how it is asked: where a number is predicted, all of that differs. */
export const testWithQuestions = (product: string): Promise<Outcome> =>
  testLayers(product, 'kinds/tabular', 'asks/rows');

export interface Running {
  /** The link that was printed. */
  url: string;
  output: () => string;
  /** Ctrl-C; gives the exit code. */
  stop: () => Promise<number | null>;
}

/** `npm start`, or another command that serves, up to its link. */
export function npmStart(
  product: string,
  args: string[] = ['start'],
  env: NodeJS.ProcessEnv = {},
): Promise<Running> {
  // A group of its own, so that an interruption reaches all of it, as in a terminal.
  const child = spawn('npm', args, { cwd: product, env: environment(env), detached: true });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let text = '';
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      text += chunk;
      const url = text.match(/→ (http:\S+)/)?.[1];
      if (url !== undefined) resolve({ url, output: () => text, stop: () => interrupt(child, ended) });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', (code) =>
      reject(new Error(`npm ${args.join(' ')} ended with ${code} before its link:\n${text}`)),
    );
  });
}

function interrupt(child: ChildProcess, ended: Promise<number | null>): Promise<number | null> {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
  return ended;
}

/** The body of the request that the product's README shows; where that sends a file, the first that its model was proven on. */
export function exampleOf(product: string): Record<string, unknown> {
  const body = readFileSync(join(product, 'README.md'), 'utf8').match(/ -d '(\{.*\})'\n/)?.[1];
  if (body !== undefined) return JSON.parse(body.replaceAll("'\\''", "'"));
  const [golden = ''] = readFileSync(join(product, 'artifacts', 'v1', 'golden.jsonl'), 'utf8').split('\n');
  return JSON.parse(golden).asked;
}

/** An answer's body: whatever the tests look for in it. */
// biome-ignore lint/suspicious/noExplicitAny: the API's answers are described in Python, not here.
export type Json = any;

/** POST, answered with JSON. */
export async function post(url: string, body: unknown): Promise<{ status: number; body: Json }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

export async function get(url: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}
