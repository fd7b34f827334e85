/**
 * The workflow's path for pull requests: every `run:` of a job, in order, as the runner would do it. What the actions
 * bring is here already; the scan is the one action whose work is not done.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { endOf, keep, run } from './product.ts';

interface Job {
  steps: { name?: string; if?: string; run?: string; env?: Record<string, string> }[];
}

/** Everything that a pull request runs: the image is built and run in test/containers/, the others in sample.ts. */
export const JOBS = ['check', 'test', 'image'];

/** The jobs that a pull request reaches, and the settings of all. */
function workflowOf(product: string): { jobs: Record<string, Job>; env: Record<string, string> } {
  const { jobs, env } = parse(readFileSync(join(product, '.github/workflows/ci.yml'), 'utf8'));
  const reached = Object.entries<Job>(jobs).filter(([name]) => !/^(publish|deploy-)/.test(name));
  return { jobs: Object.fromEntries(reached), env };
}

export const jobsOf = (product: string): string[] => Object.keys(workflowOf(product).jobs);

interface Runner {
  /** A folder whose programs are found first. */
  bin?: string;
  env?: Record<string, string>;
  /** Where a container is reached here, instead of where the workflow publishes it. */
  url?: string;
}

/** Runs a job on what a clone of the product holds, and gives that copy. Throws with what was said where a step fails. */
export async function runJob(product: string, name: string, runner: Runner = {}): Promise<string> {
  const copy = await clone(product, join(dirname(product), `${name} job`));
  const { jobs, env: settings } = workflowOf(product);
  const work = mkdtempSync(join(dirname(product), 'runner '));
  const output = join(work, 'output');
  writeFileSync(output, '');
  const env = {
    ...settings,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_OUTPUT: output,
    GITHUB_REPOSITORY: 'ada/Penguins',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    PATH: [runner.bin, process.env.PATH].filter(Boolean).join(':'),
    ...runner.env,
  };
  for (const { name: step = '', if: condition = '', run: script, env: own = {} } of jobs[name]?.steps ?? []) {
    if (script === undefined || condition.includes("github.event_name == 'push'")) continue;
    const path = join(work, 'step.sh');
    writeFileSync(path, script.replace('http://127.0.0.1:8000', runner.url ?? 'http://127.0.0.1:8000'));
    const shell = ['--noprofile', '--norc', '-eo', 'pipefail', path];
    const start = performance.now();
    const outcome = await run('bash', shell, copy, { ...env, ...own });
    console.log(`  ${name}, ${step}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    if (outcome.code === 0) continue;
    const file = keep(product, `${name} job`, outcome);
    throw new Error(
      `${name}, ${step}: ended with ${outcome.code}; all that it said is in ${file}\n${endOf(outcome.output)}`,
    );
  }
  rmSync(work, { recursive: true, force: true });
  return copy;
}

/** Without what git ignores: no data, and no model unless it was trained before. */
async function clone(product: string, copy: string): Promise<string> {
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['checkout-index', '--all', `--prefix=${copy}/`],
  ]) {
    const { code, output } = await run('git', args, product);
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${output}`);
  }
  return copy;
}
