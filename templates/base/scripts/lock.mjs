/** npm run lock: pins what requirements/*.in and the package.json files ask for, after a package was added. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toRequirements } from './lib/lock-file.mjs';
import { MAKING } from './lib/make.mjs';
import { npm } from './lib/node.mjs';
import { pipSettings } from './lib/pip-settings.mjs';
import { findPython, findUv, SERVING } from './lib/python.mjs';
import { main, ROOT, run, StepError, step } from './lib/run.mjs';

/** One lock for every platform. */
const COMPILE = ['pip', 'compile', '--quiet', '--universal', '--python-version', '3.11', '--no-annotate'];
/** What packages ask for and nothing here uses. */
const OVERRIDES = 'requirements/overrides.in';
/** Where uv writes; what is already pinned there stays as it is unless it must change. */
const WORK = join(ROOT, '.cache', 'lock');

await main(async () => {
  await step('Python packages', async () => {
    const python = await findPython();
    const env = await pipSettings(python);
    const uv = await findUv(python);
    if (uv === null) throw new StepError('uv is needed to pin packages, and could not be installed.');
    await lock(SERVING, uv, env);
    await lock(MAKING, uv, env, ['-c', SERVING.requirements]);
  });
  for (const folder of ['web', 'tests']) {
    const args = ['install', '--prefix', folder, '--package-lock-only', '--omit-lockfile-registry-resolved'];
    await step(`${folder} packages`, async () => {
      await run(...npm([...args, '--no-audit', '--no-fund']), {
        advice: `${folder}/package-lock.json could not be written.`,
      });
    });
  }
});

async function lock(environment, uv, env, more = []) {
  const name = basename(environment.requirements, '.txt');
  const requirements = join(ROOT, environment.requirements);
  const pins = join(WORK, `${name}.txt`);
  const pylock = join(WORK, `pylock.${name}.toml`);
  mkdirSync(WORK, { recursive: true });
  if (existsSync(requirements)) copyFileSync(requirements, pins);
  const leftOut = existsSync(join(ROOT, OVERRIDES)) ? ['--overrides', OVERRIDES] : [];
  const compile = (from, to, args = []) =>
    run(uv, [...COMPILE, from, '-o', to, ...leftOut, ...args], {
      env,
      advice: `The packages in requirements/${name}.in do not fit together, or could not be reached.`,
    });
  await compile(`requirements/${name}.in`, pins, [...more, ...process.argv.slice(2)]);
  await compile(pins, pylock);
  writeFileSync(requirements, toRequirements(readFileSync(pylock, 'utf8')));
}
