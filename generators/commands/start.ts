/** `--run`: starts the product that was just written, and stays with it. */
import { execa } from 'execa';

/** Runs its `npm start` and gives the exit code. With `json`, what it prints goes to stderr. */
export async function startProduct(dir: string, json: boolean): Promise<number> {
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const child = execa(program, [...first, 'start'], {
    cwd: dir,
    stdio: ['inherit', json ? process.stderr : 'inherit', 'inherit'],
    reject: false,
    env: productEnvironment(),
    extendEnv: false,
  });
  process.removeAllListeners('SIGINT').on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal).on(signal, () => child.kill(signal));
  }
  const { exitCode, signal } = await child;
  return signal === undefined ? (exitCode ?? 1) : 130;
}

/** npm tells its children about the package it runs; the product must not take our settings for its own. */
function productEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|config_(local_prefix|prefix|json|yes|package))/.test(name),
  );
  return { ...Object.fromEntries(entries), INIT_CWD: undefined };
}
