/** npm run check: lint, format and types, in Python and in TypeScript. `-- --fix` mends what can be mended. */
import { flagsOf } from './lib/flags.mjs';
import { MAKING } from './lib/make.mjs';
import { ensurePackages, npm, tool } from './lib/node.mjs';
import { ensurePython, inside, PYTHON_ENV, SERVING } from './lib/python.mjs';
import { handOver, main, run, StepError, step } from './lib/run.mjs';
import { line } from './lib/show.mjs';

const python = (...args) => [inside(MAKING, 'python'), ['-m', ...args]];

const checks = (fix) => [
  ['format, Python', python('ruff', 'format', ...(fix ? [] : ['--check']), '--quiet', '.')],
  ['lint, Python', python('ruff', 'check', ...(fix ? ['--fix'] : []), '--quiet', '.')],
  ['types, Python', python('mypy')],
  [
    'lint and format, TypeScript',
    [
      process.execPath,
      [
        tool('tests', '@biomejs/biome/bin/biome'),
        'check',
        ...(fix ? ['--write'] : []),
        'web',
        'tests',
        'scripts',
      ],
    ],
  ],
  ['types, TypeScript', npm(['run', '--silent', '--prefix', 'web', 'check'])],
];

await main(async () => {
  const { fix } = flagsOf({ fix: { type: 'boolean' } }, 'npm run check [-- --fix]');
  await Promise.all([ensurePython(SERVING, MAKING), ensurePackages('web'), ensurePackages('tests')]);
  await step('types of the API', async () => {
    await run(inside(SERVING, 'python'), ['-m', 'serving.describe', 'web/openapi.json'], { env: PYTHON_ENV });
    await run(...npm(['run', '--silent', '--prefix', 'web', 'types']));
  });
  const failed = [];
  for (const [name, [program, args]] of checks(fix)) {
    line(`  ${name}`);
    if ((await handOver(program, args, { env: PYTHON_ENV })) !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new StepError(`Something to mend: ${failed.join('; ')}.`);
});
