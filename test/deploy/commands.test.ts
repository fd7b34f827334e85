/** `npm run doctor` and `npm run deploy` of a product, with stand-ins for the platforms' programs on PATH. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEPLOY_TARGETS } from '../../generators/questions.ts';
import type { ProductAnswers } from '../../generators/tree/product.ts';
import { plainEnvironment } from '../support/program.ts';
import { product, written } from './products.ts';

const PROGRAMS = ['fly', 'render', 'gcloud', 'hf', 'kubectl', 'ssh', 'scp', 'docker'];

interface Options {
  answers?: Partial<ProductAnswers>;
  model?: boolean;
  env?: string;
  /** Programs that are there; each notes how it was called. */
  programs?: string[];
  /** What `program arguments…` prints, by how the call begins; a call that is not here succeeds in silence. */
  says?: Record<string, string>;
  /** Calls that fail, by how they begin. */
  fails?: string[];
  /** What the live link answers: by path, a status. */
  live?: Record<string, number>;
}

/** A product on a machine that has nothing but Node, a shell and these programs. */
function machine({
  answers = {},
  model = true,
  env = 'API_KEYS=web:predict:abc\n',
  programs = PROGRAMS,
  says = {},
  fails = [],
  live = {},
}: Options = {}) {
  const folder = written(product(answers));
  const bin = join(folder, '.cache', 'bin');
  const log = join(folder, '.cache', 'calls');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, '.env'), env);
  if (model) {
    mkdirSync(join(folder, 'artifacts', 'v1'), { recursive: true });
    writeFileSync(join(folder, 'artifacts', 'current'), 'v1\n');
  }
  const cases = [
    ...fails.map((call) => `'${call}'*) exit 1;;`),
    ...Object.entries(says).map(([call, text]) => `'${call}'*) printf '%s' '${text}'; exit 0;;`),
  ].join('\n');
  for (const name of programs) {
    const script = `#!/bin/sh\ninput=$([ -t 0 ] || cat)\necho "${name} $* < $input" >> '${log}'\ncase "${name} $*" in\n${cases}\n*) exit 0;; esac\n`;
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  }
  for (const name of ['sh', 'cat', 'git'])
    writeFileSync(join(bin, name), `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`, { mode: 0o755 });
  const network = join(folder, '.cache', 'network.mjs');
  writeFileSync(
    network,
    `const live = ${JSON.stringify(live)};
     globalThis.fetch = async (url) => new Response('', { status: live[new URL(url).pathname] ?? 200 });`,
  );
  const script = (name: string, args: string[], extra: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join('scripts', `${name}.mjs`), ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        input: '',
        env: {
          ...plainEnvironment({ CI: '' }),
          PATH: bin,
          NODE_OPTIONS: `--import=${pathToFileURL(network)}`,
          ...extra,
        },
      },
    );
    return { code: status, said: stdout + stderr };
  };
  const calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { folder, script, calls };
}

const SETTINGS = {
  GOOGLE_CLOUD_PROJECT: 'acme',
  HF_USER: 'ada',
  KUBE_DOMAIN: 'predict.example.com',
  VM_HOST: 'deploy@203.0.113.7',
  VM_DOMAIN: 'predict.example.com',
  DATABASE_URL: 'postgresql://app@db/predictions',
};

describe('--dry-run', () => {
  test.each(DEPLOY_TARGETS)(
    '%s: prints the commands, calls none that changes anything, writes nothing',
    (target) => {
      const { folder, script, calls } = machine();
      const before = readdirSync(folder, { recursive: true }).length;
      const { code, said } = script(
        'deploy',
        [target, '--dry-run', '--image', 'ghcr.io/ada/orders:1'],
        SETTINGS,
      );
      expect(code).toBe(0);
      expect(said.replaceAll(/:\d{14}/g, ':<tag>')).toMatchSnapshot();
      expect(said).not.toContain('abc');
      for (const call of calls()) expect(call).toMatch(/version|-V|whoami|auth|print-access-token|can-i/);
      expect(readdirSync(folder, { recursive: true }).length - before).toBeLessThanOrEqual(1);
    },
  );

  test('says beside them what is missing', () => {
    const { script } = machine({ programs: [], model: false, env: '' });
    const { code, said } = script('deploy', ['fly', '--dry-run']);
    expect(code).toBe(0);
    expect(said).toContain('fly deploy --app orders');
    expect(said).toContain('There is no model in artifacts/');
    expect(said).toContain('https://fly.io/docs/flyctl/install/');
  });

  test('counts too where npm kept the flag for itself', () => {
    const { script, calls } = machine();
    expect(script('deploy', ['fly'], { npm_config_dry_run: 'true' }).said).toContain('nothing is run now');
    expect(calls().join()).not.toContain('fly deploy');
  });
});

describe('before anything is done', () => {
  const refused = (options: Options, args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { script, calls } = machine(options);
    const { code, said } = script('deploy', args, env);
    expect(code).toBe(1);
    expect(said).not.toMatch(/\n\s+at /);
    expect(calls().join('\n')).not.toMatch(/(?<!can-i )create|deploy |build|push|apply|upload/);
    return said;
  };

  test('a target that was not chosen', () => {
    expect(refused({ answers: { deploy: ['vm'] } }, ['fly'])).toContain('there is vm');
    expect(refused({ answers: { deploy: [] } }, ['fly'])).toContain('none was chosen');
    expect(refused({}, [])).toContain('npm run deploy -- cloud-run|fly|');
    expect(refused({}, ['fly', '--dryrun'])).toContain("'--dryrun'");
  });

  test.each([
    ['fly', 'Orders', 'lower-case'],
    ['fly', `a${'b'.repeat(63)}`, 'at most 63'],
    ['render', 'orders_1', 'dashes'],
    ['cloud-run', `a${'b'.repeat(49)}`, 'at most 49'],
    ['cloud-run', '1orders', 'starts with a letter'],
    ['huggingface', 'a--b', 'twice in a row'],
    ['kubernetes', 'orders.x', 'namespace'],
    ['vm', 'Orders', 'systemd'],
  ])('%s: the name %s', (target, name, words) => {
    const said = refused({}, [target, '--name', name], SETTINGS);
    expect(said).toContain(words);
    expect(said).toContain('--name');
  });

  test('no model, or one that is not there', () => {
    expect(refused({ model: false }, ['fly'])).toContain('npm start makes one');
    const { folder, script } = machine();
    rmSync(join(folder, 'artifacts', 'v1'), { recursive: true });
    expect(script('deploy', ['fly']).said).toContain('artifacts/current names v1');
  });

  test('a program that is missing, or not signed in', () => {
    expect(refused({ programs: [] }, ['vm'], SETTINGS)).toMatch(/ssh is not here.*\n.*docker is not here/);
    expect(refused({ fails: ['fly auth whoami'] }, ['fly'])).toContain('fly auth login');
  });

  test('a setting or a key', () => {
    expect(refused({}, ['cloud-run'])).toContain('GOOGLE_CLOUD_PROJECT is not set');
    expect(refused({ env: '' }, ['fly'])).toContain('npm run keys -- add web');
    expect(refused({}, ['kubernetes'], { KUBE_DOMAIN: 'x.y' })).toMatch(/--image[\s\S]*KUBE_OVERLAY=dev/);
  });

  test('a service that must be made in the browser first', () => {
    const said = refused({ says: { 'render services': '[]' } }, ['render']);
    expect(said).toContain('https://dashboard.render.com/blueprint/new');
  });
});

describe('a deployment', () => {
  const RELEASES =
    '[{"Status":"failed","ImageRef":"registry.fly.io/orders:2"},{"Status":"complete","ImageRef":"registry.fly.io/orders:1"}]';

  test('hands the keys over, deploys, checks the link and keeps it', () => {
    const { folder, script, calls } = machine({ fails: ['fly status', 'fly releases'] });
    const { code, said } = script('deploy', ['fly']);
    expect(said).toContain('→ https://orders.fly.dev');
    expect(code).toBe(0);
    const made = calls().filter((it) => !/version|whoami|status|releases/.test(it));
    expect(made.map((it) => it.split(' ').slice(0, 3).join(' '))).toEqual([
      'fly apps create',
      'fly secrets import',
      'fly deploy --app',
    ]);
    expect(made[1]).toContain('< API_KEYS=web:predict:abc');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('https://orders.fly.dev');
    expect(said).not.toContain('web:predict:abc');
  });

  test('goes back by itself when the link does not answer', () => {
    const { script, calls } = machine({ says: { 'fly releases': RELEASES }, live: { '/': 500 } });
    const { code, said } = script('deploy', ['fly']);
    expect(code).toBe(1);
    expect(said).toContain('shows no page: 500');
    expect(said).toContain('The release before is back');
    expect(calls().at(-1)).toContain('--image registry.fly.io/orders:1');
  });

  test('goes back by itself when the platform gives up', () => {
    const { script, calls } = machine({
      says: { 'fly releases': RELEASES },
      fails: ['fly deploy --app orders --config deploy/fly/fly.toml --dockerfile'],
    });
    expect(script('deploy', ['fly']).code).toBe(1);
    expect(calls().at(-1)).toContain('--image registry.fly.io/orders:1');
  });

  test('says so when there is nothing to go back to', () => {
    const { script } = machine({ fails: ['fly releases', 'fly deploy'] });
    expect(script('deploy', ['fly']).said).toContain('none to go back to');
  });

  test('sends the image over ssh, and the settings apart from it', () => {
    const { script, calls } = machine({
      says: { 'docker save': 'the image', 'ssh -o': 'Docker Compose version v2' },
    });
    expect(script('deploy', ['vm', '--image', 'orders:1'], SETTINGS).code).toBe(0);
    expect(calls().find((it) => it.includes('docker load'))).toContain('< the image');
    expect(calls().find((it) => it.includes('settings.env'))).toContain('< API_KEYS=web:predict:abc');
  });

  test('in CI, without keys and with a token that may do little, leaves the keys of the platform alone', () => {
    const { script, calls } = machine({ env: '', fails: ['fly auth whoami'] });
    expect(script('deploy', ['fly'], { CI: 'true' }).code).toBe(0);
    expect(calls().join()).not.toContain('secrets');
  });

  test('Cloud Run without keys on purpose says so to the service', () => {
    const { folder, script } = machine({ env: 'AUTH=none\n', says: { 'gcloud projects': '42' } });
    script('deploy', ['cloud-run', '--name', 'shop'], SETTINGS);
    const text = readFileSync(join(folder, '.cache/deploy/cloud-run/service.yaml'), 'utf8');
    expect(text).toContain('            - name: AUTH\n              value: none\n');
    expect(text).not.toContain('API_KEYS');
    expect(text).toContain('  name: shop\n');
    expect(text).toContain('image: europe-west1-docker.pkg.dev/acme/products/shop:');
  });
});

describe('npm run doctor', () => {
  test('says what is missing for each target, and that nothing is', () => {
    const nothing = machine({ answers: { deploy: ['fly'] } }).script('doctor', []);
    expect(nothing).toMatchObject({ code: 0 });
    expect(nothing.said).toContain('nothing is missing');
    const much = machine({ programs: [], model: false, env: '' }).script('doctor', []);
    expect(much.code).toBe(1);
    for (const program of ['fly', 'render', 'gcloud', 'hf', 'kubectl', 'ssh', 'docker']) {
      expect(much.said).toContain(`${program} is not here. Install it: `);
    }
    expect(much.said.match(/no model/g)).toHaveLength(1);
  });

  test('without a target looks for what builds the image', () => {
    const { code, said } = machine({ answers: { deploy: [] }, programs: [] }).script('doctor', []);
    expect(code).toBe(1);
    expect(said).toContain('Neither docker nor podman');
  });
});
