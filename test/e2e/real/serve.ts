/** A product's server alone. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pythonOf } from './environment.ts';

/** Serves without installing or building anything: what it needs was lent. */
export function serve(product: string): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const args = ['-m', 'serving', '--port', '0', '--until-input-ends'];
  const child = spawn(pythonOf(product, '.venv-serving'), args, { cwd: product });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = (): Promise<unknown> => {
    child.stdin.end();
    return ended;
  };
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { step, state, text } = JSON.parse(line);
      if (step === 'serving' && state === 'done') resolve({ url: text, stop });
      if (state === 'failed') reject(new Error(text));
    });
    child.on('close', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}
