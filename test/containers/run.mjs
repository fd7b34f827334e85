/** Other programs, run to their end. */
import { spawn } from 'node:child_process';

const SHOWN = 4000;

/** @returns {Promise<{code: number, stdout: string, output: string}>} `output` is both streams, as they came */
export function tryRun(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const ended = { code: 1, stdout: '', output: '' };
    child.stdout.on('data', (text) => {
      ended.stdout += text;
      ended.output += text;
    });
    child.stderr.on('data', (text) => {
      ended.output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code: code ?? 1 }));
  });
}

/** The same; throws with the end of what was said unless the exit code is 0. */
export async function run(program, args, options) {
  const ended = await tryRun(program, args, options);
  if (ended.code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.code}:\n${ended.output.slice(-SHOWN)}`);
  return ended;
}
