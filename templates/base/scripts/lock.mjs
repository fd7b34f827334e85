/** npm run lock: pins what requirements/*.in and the package.json files ask for, after a package was added. */
import { MAKING } from './lib/make.mjs';
import { npm } from './lib/node.mjs';
import { pipSettings } from './lib/pip-settings.mjs';
import { findPython, findUv, SERVING } from './lib/python.mjs';
import { main, run, StepError, step } from './lib/run.mjs';

/** One lock for every platform; no address of a registry gets into it. */
const COMPILE = ['pip', 'compile', '--quiet', '--universal', '--generate-hashes', '--python-version', '3.11'];
const PLAIN = ['--no-header', '--no-annotate', '--no-emit-index-url', '--no-emit-find-links'];

await main(async () => {
  await step('Python packages', async () => {
    const python = await findPython();
    const env = await pipSettings(python);
    const uv = await findUv(python);
    if (uv === null) throw new StepError('uv is needed to pin packages, and could not be installed.');
    const compile = (file, ...more) =>
      run(
        uv,
        [
          ...COMPILE,
          ...PLAIN,
          file.replace(/txt$/, 'in'),
          ...more,
          '-o',
          file,
          ...process.argv.slice(2),
        ],
        {
          env,
          advice: `The packages in ${file.replace(/txt$/, 'in')} do not fit together, or could not be reached.`,
        },
      );
    await compile(SERVING.requirements);
    await compile(MAKING.requirements, '-c', SERVING.requirements);
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
