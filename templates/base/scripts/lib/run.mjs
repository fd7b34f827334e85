/** Runs other programs: their progress is shown, their output kept, and their failure explained. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as show from './show.mjs';

/** The product's folder: every path and every program starts there. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const LINES_SHOWN = 30;

/** A step that failed, with what people should read about it. */
export class StepError extends Error {
  exitCode = 1;

  /**
   * @param {string} message what went wrong, and what to do
   * @param {string[]} output the last lines of what the program said, if they help
   */
  constructor(message, output = []) {
    super(message);
    this.output = output;
  }
}

/** A command that was asked for what it cannot do: nothing was begun. */
export class UsageError extends StepError {
  exitCode = 2;
}

const children = new Set();
let interrupted = false;

/** Stops what was started, in order. Ctrl-C reaches the children by itself; a signal for this process alone does not. */
function stop() {
  if (children.size === 0) process.exit(130);
  interrupted = true;
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

// npm does not pass a signal on to the script that it runs: it ends, and the script is left alone.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 1000).unref();

export const wasInterrupted = () => interrupted;

/**
 * Starts a program.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: object, onLine?: (line: string) => void, onError?: (line: string) => void, tied?: boolean}} options
 *   `tied` gives it an input that ends when this process does. `onLine` is called for every line of its standard output, `onError` for every line of its standard error.
 * @returns {{child: import('node:child_process').ChildProcess, ended: Promise<{code: number, output: string[]}>}}
 */
export function start(program, args, { cwd = ROOT, env = {}, onLine, onError, tied = false } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: [tied ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = [];
  const keep = (handle) => (text) => {
    if (handle?.(text) === true) return;
    output.push(text);
    if (output.length > LINES_SHOWN) output.shift();
  };
  createInterface({ input: child.stdout }).on('line', keep(onLine));
  createInterface({ input: child.stderr }).on('line', keep(onError));
  const ended = new Promise((resolve) => {
    const end = (code) => {
      children.delete(child);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output.push(error.message);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
  return { child, ended };
}

/** Runs a program to its end; throws a StepError with its last lines if it fails. */
export async function run(program, args, { advice = '', ...options } = {}) {
  const { code, output } = await start(program, args, options).ended;
  if (interrupted) process.exit(130);
  if (code !== 0) throw new StepError(advice || `${program} ended with code ${code}.`, output);
  return output;
}

/** Runs a program with the terminal as its own: linters and tests speak for themselves. Gives its exit code. */
export function handOver(program, args, { cwd = ROOT, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
    children.add(child);
    const end = (code) => {
      children.delete(child);
      resolve(code);
    };
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}

/** What a program prints, or null if it cannot be run. For questions that are answered at once. */
export async function ask(program, args, { env = {} } = {}) {
  const lines = [];
  const { child, ended } = start(program, args, { env, onLine: (text) => lines.push(text) });
  const patience = setTimeout(() => child.kill(), 15_000);
  const { code } = await ended;
  clearTimeout(patience);
  return code === 0 ? lines.join('\n').trim() : null;
}

/** One step on the screen. */
export async function step(label, work) {
  show.begin(label);
  const text = await work();
  show.done(label, text);
}

/** The main of every script: errors become sentences and exit codes. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (interrupted) process.exit(130);
    for (const child of children) child.kill();
    if (!(error instanceof StepError)) throw error;
    for (const text of error.output) show.line(`    ${text}`);
    show.failed(error.message.split('\n')[0], '');
    for (const text of error.message.split('\n').slice(1)) show.line(`    ${text}`);
    process.exit(error.exitCode);
  }
}
