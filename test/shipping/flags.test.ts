/** What is said behind the product's own commands: a flag that they do not know is refused before anything is begun. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { product, written } from '../deploy/products.ts';

const tree = product();

const script = (name: string, ...flags: string[]) =>
  spawnSync(process.execPath, [join(written(tree), 'scripts', `${name}.mjs`), ...flags], {
    encoding: 'utf8',
  });

test.each([
  ['start', '--prot', 'npm start [-- --port 9000]'],
  ['dev', '--host', 'npm run dev [-- --port 9000]'],
  ['check', '--mend', 'npm run check [-- --fix]'],
  ['model', '--made-up', 'npm run model [-- --trial]'],
])('npm run %s refuses %s and says what it knows', (name, flag, known) => {
  const { status, stdout, stderr } = script(name, flag);
  expect(stdout).toContain(`Unknown option '${flag}'`);
  expect(stdout).toContain(known);
  expect(stderr).toBe('');
  expect(status).toBe(2);
});

test.each(['eight', '65536', '-1', '80.5'])('--port %s is no port', (port) => {
  const { status, stdout } = script('start', `--port=${port}`);
  expect(stdout).toContain(`--port ${port} cannot be used`);
  expect(status).toBe(2);
});

test.each([
  [['--port', '9000'], {}, '9000'],
  [['--port=0'], {}, '0'],
  [[], { npm_config_port: '9000' }, '9000'],
  [[], {}, 'undefined'],
])('%j names a port, with %j in the environment', (flags, env, port) => {
  const { PATH, HOME } = process.env;
  const ask = `const { portFlag } = await import('./scripts/lib/flags.mjs'); console.log(String(portFlag('npm start')));`;
  const args = ['--input-type=module', '--eval', ask, '--', ...flags];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: written(tree),
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe(port);
});
