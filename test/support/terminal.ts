/** A person at a real terminal. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { plainEnvironment } from './program.ts';

export const ENTER = '\r';
export const DOWN = '\x1b[B';
export const CTRL_C = '\x03';

export interface Conversation {
  code: number;
  /** All that was shown, without colours. */
  screen: string;
  /** How many steps were answered. */
  answered: number;
}

/** Runs a command in a pseudo terminal; each step waits for a text and then types keys. */
export function converse(
  command: string[],
  steps: [text: string, keys: string][],
  { cwd, env }: { cwd: string; env?: NodeJS.ProcessEnv },
): Conversation {
  const task = { command, steps, cwd, env: plainEnvironment(env) };
  const report = execFileSync('python3', [join(import.meta.dirname, 'terminal.py'), JSON.stringify(task)], {
    encoding: 'utf8',
  });
  const { code, screen, answered } = JSON.parse(report) as Conversation;
  return { code, screen: stripVTControlCharacters(screen), answered };
}
