/** The Node gate, and --run. npm is played by a small program that says how it was called. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ordersFile } from '../support/data.ts';
import { freshFolder, PROGRAM, plainEnvironment, program } from '../support/program.ts';

test.each([
  ['18.20.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.0', false],
  ['22.12.0', false],
  ['22.13.0', true],
  ['23.9.0', false],
  ['24.0.0', true],
])('Node %s: fits is %s', (version, fits) => {
  const folder = freshFolder();
  const pretend = join(folder, 'pretend.cjs');
  writeFileSync(
    pretend,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const run = spawnSync(process.execPath, ['--require', pretend, PROGRAM, '--version'], {
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  expect(run.status).toBe(fits ? 0 : 1);
  if (!fits) expect(run.stderr.trim().split('\n')).toEqual([expect.stringContaining(`this is ${version}`)]);
});

const FLAGS = ['shop', '--source', 'orders.csv', '--target', 'returned', '--no-git', '--run'];

function fakeNpm(folder: string, script: string): string {
  const path = join(folder, 'npm-cli.js');
  writeFileSync(path, script);
  return path;
}

test("--run starts the product's npm start in its folder and ends with its exit code", () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const npm = fakeNpm(
    cwd,
    'console.log(process.argv[2], process.cwd(), process.env.npm_config_user_agent); process.exit(7);',
  );
  const { code, out } = program(FLAGS, { cwd, env: { npm_execpath: npm } });
  expect(out).toContain(`start ${join(cwd, 'shop')} undefined`);
  expect(code).toBe(7);
});

test('--run --json still prints exactly one document', () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const npm = fakeNpm(cwd, 'console.log("the product talks");');
  const { code, out, err } = program([...FLAGS, '--json'], { cwd, env: { npm_execpath: npm } });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ ok: true });
  expect(err).toContain('the product talks');
});

test('a signal reaches the running product, and is waited for', async () => {
  const cwd = freshFolder();
  ordersFile(cwd);
  const npm = fakeNpm(
    cwd,
    `process.on('SIGTERM', () => { require('node:fs').writeFileSync('tidied', ''); process.exit(0); });
     setInterval(() => {}, 1000); console.log('product is up');`,
  );
  const child = spawn(process.execPath, [PROGRAM, ...FLAGS], {
    cwd,
    env: plainEnvironment({ npm_execpath: npm }),
  });
  child.stdout.on('data', (text: Buffer) => {
    if (text.includes('product is up')) child.kill('SIGTERM');
  });
  await new Promise((resolve) => child.once('exit', resolve));
  expect(existsSync(join(cwd, 'shop', 'tidied'))).toBe(true);
});
