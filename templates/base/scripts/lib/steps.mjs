/**
 * Steps of a deployment: other programs' commands, shown as they would be typed, then run with the terminal as theirs.
 *
 * A step is one of
 *   {run: [program, ...args], unless?: [program, ...args], input?: string}   `unless` succeeds: nothing is to be done;
 *                                                                            `input`: its standard input, never shown
 *   {pipe: [[program, ...args], [program, ...args]]}                         the first one's output is the second one's input
 *   {write: path, text: string}                                              a file, below the product's folder
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, ROOT, StepError } from './run.mjs';
import { color, line } from './show.mjs';

/** A step as a line for people to read and copy. */
export function shown({ run, unless, input, pipe, write }) {
  if (write !== undefined) return `# writes ${write}`;
  if (pipe !== undefined) return pipe.map(commandLine).join(' | ');
  const typed = `${commandLine(run)}${input === undefined ? '' : '   # its input: your settings'}`;
  return unless === undefined ? typed : `${typed}   # unless: ${commandLine(unless)}`;
}

/** Quoted for a POSIX shell. */
export function commandLine(words) {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** Runs the steps in order; the first that fails throws a StepError and ends it. */
export async function runSteps(steps) {
  for (const step of steps) await runStep(step);
}

async function runStep(step) {
  const { run, unless, input, pipe, write, text } = step;
  if (write !== undefined) {
    const path = join(ROOT, write);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  if (unless !== undefined && (await ask(unless[0], unless.slice(1))) !== null) return;
  line(`\n  ${color('bold', `$ ${shown(step)}`)}`);
  const codes = await (pipe === undefined ? [await finished(run, { input })] : piped(pipe));
  if (codes.some((code) => code !== 0)) throw new StepError(`This did not work: ${shown(step)}`);
}

/** Runs a program with the terminal as its own, or with `input` as its standard input. */
function finished([program, ...args], { input }) {
  const stdin = input === undefined ? 'inherit' : 'pipe';
  const child = spawn(program, args, { cwd: ROOT, stdio: [stdin, 'inherit', 'inherit'] });
  child.stdin?.on('error', ignore);
  child.stdin?.end(input);
  return exitCode(child);
}

function piped([[from, ...fromArgs], [into, ...intoArgs]]) {
  const source = spawn(from, fromArgs, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const target = spawn(into, intoArgs, { cwd: ROOT, stdio: ['pipe', 'inherit', 'inherit'] });
  target.stdin.on('error', ignore);
  source.stdout?.pipe(target.stdin);
  return Promise.all([exitCode(source), exitCode(target)]);
}

/** A program that ended before it read everything has its exit code to say so. */
const ignore = () => {};

function exitCode(child) {
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
