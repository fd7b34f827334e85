/** Flags that npm kept for itself. */
import { expect, test } from 'vitest';
import { freshFolder, program } from '../support/program.ts';

const npm = { npm_command: 'create', npm_config_user_agent: 'npm/11.0.0 node/v22.0.0' };

test.each([
  // npm create ml-product shop --source orders.csv --target returned   (without --)
  [
    ['shop', 'orders.csv', 'returned'],
    { npm_config_target: 'true', npm_config_source: 'true' },
    "npm create ml-product shop '--' --source orders.csv --target returned",
  ],
  // npm create ml-product shop --source="my orders.csv"
  [
    ['shop'],
    { npm_config_source: 'my orders.csv' },
    `npm create ml-product shop '--' --source "my orders.csv"`,
  ],
  // npm start ../penguins --sample penguins --run
  [
    ['../penguins', 'penguins'],
    { npm_command: 'start', npm_config_sample: 'true', npm_config_run: 'true' },
    "npm start '--' ../penguins --sample penguins --run",
  ],
])('%j: exit 2 and the command with a quoted --', (args, env, command) => {
  const { code, err } = program(args, { cwd: freshFolder(), env: { ...npm, ...env } });
  expect(code).toBe(2);
  expect(err).toContain(command);
});

test("npm's own flags and a real -- are no reason to complain", () => {
  const env = { ...npm, npm_config_yes: 'true', npm_config_sample: 'penguins' };
  const { err } = program(['shop', '--sample', 'nonsense'], { cwd: freshFolder(), env });
  expect(err).not.toContain('npm kept');
  expect(
    program(['--version'], { env: { ...npm, npm_config_yes: 'true', npm_config_description: 'true' } }).code,
  ).toBe(0);
});
