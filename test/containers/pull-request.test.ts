/**
 * The workflow's path for pull requests: every `run:` of it, in order, each job on a clean copy of a product, as the
 * runner would do it. What the actions bring is here already; the scan is the one action whose work is not done.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { unlessPassed } from '../e2e/cached.ts';
import { create, run as runProgram } from '../e2e/product.ts';
import { type Host, openHost } from './host.ts';
import { ensureStandIns, requireBuilder, STORAGE } from './images.mjs';
import { run } from './run.mjs';

interface Job {
  if?: string;
  steps: { name?: string; if?: string; run?: string; env?: Record<string, string> }[];
}

const IMAGE = `localhost/ml-product-test-${process.pid}:ci`;
const folder = mkdtempSync(join(tmpdir(), 'ml product '));
let host: Host | undefined;

beforeAll(requireBuilder);

afterAll(async () => {
  await host?.tryPodman('rm', '--force', '--time', '0', 'product');
  await host?.tryPodman('volume', 'rm', '--force', 'product-data');
  await host?.close();
  await run('buildah', [...STORAGE, 'rmi', IMAGE]).catch(() => {});
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const HALF_AN_HOUR = 30 * 60_000;

it('is green from end to end', { timeout: HALF_AN_HOUR }, () =>
  unlessPassed('pull-request', async () => {
    await ensureStandIns();
    host = await openHost();
    const product = await create('penguins', ['--sample', 'penguins', '--deploy', 'vm'], folder);
    const workflow = parse(readFileSync(join(product, '.github/workflows/ci.yml'), 'utf8'));
    const jobs = Object.entries<Job>(workflow.jobs).filter(([name]) => !/^(publish|deploy-)/.test(name));
    expect(jobs.map(([name]) => name)).toEqual(['check', 'test', 'image']);
    for (const [name, job] of jobs) {
      const copy = join(folder, name);
      cpSync(product, copy, { recursive: true });
      await runJob(copy, job, workflow.env);
      if (name === 'test') await takesPictures(copy);
      rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
    }
  }),
);

/** Runs the steps of a job that a pull request reaches, with bash as the runner calls it. */
async function runJob(copy: string, { steps }: Job, settings: Record<string, string>): Promise<void> {
  const work = mkdtempSync(join(folder, 'runner '));
  const output = join(work, 'output');
  writeFileSync(output, '');
  const env = {
    ...settings,
    IMAGE,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_OUTPUT: output,
    GITHUB_REPOSITORY: 'ada/Penguins',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    PATH: `${dockerIn(work)}:${process.env.PATH}`,
  };
  for (const { name = '', if: condition = '', run: script, env: own = {} } of steps) {
    if (script === undefined || condition.includes("github.event_name == 'push'")) continue;
    const path = join(work, 'step.sh');
    // The container has a network of its own here, and another way in.
    writeFileSync(path, script.replace('http://127.0.0.1:8000', host?.url ?? ''));
    const shell = ['--noprofile', '--norc', '-eo', 'pipefail', path];
    const start = performance.now();
    const { code, output: said } = await runProgram('bash', shell, copy, { ...env, ...own });
    console.log(`  ${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    expect(code, `${name}\n${said.slice(-6000)}`).toBe(0);
  }
}

/** Where everything is installed already, the README's picture costs seconds. */
async function takesPictures(copy: string): Promise<void> {
  const { code, output } = await runProgram('npm', ['run', 'screenshots'], copy);
  expect(code, output).toBe(0);
  const readme = readFileSync(join(copy, 'README.md'), 'utf8');
  const picture = readme.match(/!\[Penguins\]\((.+\.png)\)/)?.[1] ?? '';
  expect(readFileSync(join(copy, picture)).subarray(1, 4).toString()).toBe('PNG');
  expect(readme).toMatch(/\*\*Model v1\*\*.*\(artifacts\/v1\/MODEL_CARD\.md\)/);
}

/** A folder with `docker` in it. */
function dockerIn(work: string): string {
  const bin = join(work, 'bin');
  mkdirSync(bin);
  const stand = join(import.meta.dirname, 'docker.mjs');
  const script = `#!/bin/sh\nexec '${process.execPath}' '${stand}' ${host?.pid} "$@"\n`;
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 });
  return bin;
}
