/**
 * What the platforms read, held against what they document. Kubernetes has its own file. Cloud Run's schema is in a
 * package; for fly.toml and render.yaml there is none, so their documented keys stand here.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { ROOT } from '../support/program.ts';
import { product, textOf, written } from './products.ts';
import { check, fromSystem, installTools, tool } from './tools.ts';

const tree = product();
const IMAGE = {
  port: Number(textOf(tree, 'Dockerfile').match(/PORT=(\d+)/)?.[1]),
  database: textOf(tree, 'Dockerfile').match(/DATABASE=(\S+)/)?.[1],
};

/** Every key of a document, as `a.b`; items of a list have no name of their own. */
function keysOf(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((it) => keysOf(it, prefix));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    prefix + key,
    ...keysOf(inner, `${prefix}${key}.`),
  ]);
}

beforeAll(installTools, 180_000);

describe('fly.toml', () => {
  // https://fly.io/docs/reference/configuration/
  const KNOWN = new Set(
    `app primary_region kill_signal kill_timeout env mounts mounts.source mounts.destination mounts.initial_size
     deploy deploy.strategy deploy.wait_timeout http_service http_service.internal_port http_service.force_https
     http_service.auto_stop_machines http_service.auto_start_machines http_service.min_machines_running
     http_service.concurrency http_service.concurrency.type http_service.concurrency.soft_limit
     http_service.concurrency.hard_limit http_service.checks http_service.checks.method http_service.checks.path
     http_service.checks.grace_period http_service.checks.interval http_service.checks.timeout vm vm.size vm.memory`.split(
      /\s+/,
    ),
  );
  const config = parseToml(textOf(tree, 'deploy/fly/fly.toml')) as Record<string, Record<string, unknown>>;

  test('has documented keys only', () => {
    const { env: _settings, ...rest } = config;
    expect(keysOf(rest).filter((key) => !KNOWN.has(key))).toEqual([]);
  });

  test('leads to the port, the volume and the health of the image', () => {
    expect(config).toMatchObject({
      app: 'orders',
      http_service: { internal_port: IMAGE.port, checks: [{ path: '/readyz' }] },
      env: { PORT: String(IMAGE.port), DATABASE: IMAGE.database, APP_ENV: 'production' },
      mounts: [{ destination: '/data' }],
    });
    for (const value of Object.values(config.env ?? {})) expect(value).toBeTypeOf('string');
  });
});

describe('render.yaml', () => {
  // https://render.com/docs/blueprint-spec
  const KNOWN = new Set(
    `services services.type services.name services.runtime services.dockerfilePath services.dockerContext services.region
     services.plan services.healthCheckPath services.maxShutdownDelaySeconds services.autoDeployTrigger services.envVars
     services.envVars.key services.envVars.value services.envVars.sync`.split(/\s+/),
  );
  const config = parseYaml(textOf(tree, 'render.yaml'));

  test('has documented keys and values only', () => {
    expect(keysOf(config).filter((key) => !KNOWN.has(key))).toEqual([]);
    const [service] = config.services;
    expect(service).toMatchObject({
      type: 'web',
      name: 'orders',
      runtime: 'docker',
      healthCheckPath: '/readyz',
    });
    expect(['commit', 'checksPass', 'off']).toContain(service.autoDeployTrigger);
    expect(['oregon', 'ohio', 'virginia', 'frankfurt', 'singapore']).toContain(service.region);
    expect(service.maxShutdownDelaySeconds).toBeLessThanOrEqual(300);
  });

  test('asks for the keys instead of holding them', () => {
    const keys = config.services[0].envVars.find(({ key }: { key: string }) => key === 'API_KEYS');
    expect(keys).toEqual({ key: 'API_KEYS', sync: false });
  });
});

describe('Cloud Run', () => {
  const text = textOf(tree, 'deploy/cloud-run/service.yaml');
  const service = parseYaml(text);

  test('leads to the port and the health of the image, with its key from a secret', () => {
    const [container] = service.spec.template.spec.containers;
    expect(container.ports).toEqual([{ name: 'http1', containerPort: IMAGE.port }]);
    for (const probe of [container.startupProbe, container.livenessProbe])
      expect(probe.httpGet.port).toBe(IMAGE.port);
    expect(container.env).toContainEqual({
      name: 'API_KEYS',
      valueFrom: { secretKeyRef: { name: 'orders-api-keys', key: 'latest' } },
    });
    for (const value of Object.values(service.spec.template.metadata.annotations))
      expect(value).toBeTypeOf('string');
  });

  test('fits the published types of the API', () => {
    const folder = written(tree);
    const path = join(folder, 'service.ts');
    const modules = join(ROOT, 'node_modules');
    const types = join(modules, '@maxim_mazurok', 'gapi.client.run-v1', 'index.d.ts');
    const source = (document: object) =>
      `/// <reference path=${JSON.stringify(types)} />\nexport const service: gapi.client.run.Service = ${JSON.stringify(document)};\n`;
    const compile = (document: object) => {
      writeFileSync(path, source(document));
      const tsc = join(modules, 'typescript', 'bin', 'tsc');
      const flags = ['--noEmit', '--skipLibCheck', '--strict', '--types', ''];
      // From a folder without a tsconfig of its own.
      return check(process.execPath, [tsc, ...flags, path], { cwd: folder });
    };
    expect(compile(service)).toBe('');
    const wrong = structuredClone(service);
    wrong.spec.template.spec.containers[0].startupProb = {};
    expect(() => compile(wrong)).toThrow(/startupProb/);
  });
});

describe('Hugging Face', () => {
  test('builds from what the Dockerfile may see, and from nothing else', async () => {
    const folder = written(tree);
    const { plan } = await import(join(folder, 'scripts/lib/targets/huggingface.mjs'));
    const { deploy, prepare, link } = plan({ name: 'Orders_1.x', settings: { HF_USER: 'Ada' }, found: {} });
    expect(link).toBe('https://ada-orders-1-x.hf.space');
    const words: string[] = deploy[1].run;
    const included = words.flatMap((word, at) => (words[at - 1] === '--include' ? [word] : []));
    expect(included).toEqual(expect.arrayContaining(['Dockerfile', 'artifacts/*', 'serving/*', 'web/*']));
    expect(included.join(' ')).not.toMatch(/data|training|\.env/);
    const card: string = prepare.find(({ write }: { write?: string }) => write !== undefined).text;
    expect(parseYaml(card.split('---')[1] ?? '')).toMatchObject({
      sdk: 'docker',
      app_port: IMAGE.port,
      title: 'Orders',
    });
  });
});

describe('a machine of your own', () => {
  const folder = 'deploy/vm';

  test('Compose reads it', () => {
    const cwd = join(written(tree), folder);
    writeFileSync(join(cwd, 'settings.env'), 'API_KEYS=web:predict:abc\n');
    writeFileSync(join(cwd, 'release.env'), 'IMAGE=orders:1\nDOMAIN=predict.example.com\n');
    const compose = fromSystem('docker-compose', ['version']);
    check(compose, ['--env-file', 'release.env', 'config', '-q'], { cwd });
    writeFileSync(join(cwd, 'release.env'), 'DOMAIN=predict.example.com\n');
    expect(() => check(compose, ['--env-file', 'release.env', 'config', '-q'], { cwd })).toThrow(
      /image of this release/,
    );
  });

  test('only the proxy has ports, the app can write to its volume only', () => {
    const { services } = parseYaml(textOf(tree, `${folder}/compose.yaml`));
    expect(services.app).toMatchObject({ read_only: true, cap_drop: ['ALL'], volumes: ['data:/data'] });
    expect(services.app.ports).toBeUndefined();
    expect(textOf(tree, `${folder}/Caddyfile`)).toContain(`reverse_proxy app:${IMAGE.port}`);
  });

  test('shellcheck finds nothing in its script', () => {
    check(tool('shellcheck'), [join(written(tree), folder, 'release.sh')]);
  });

  test('its script puts the release, the unit and the containers in place', () => {
    const cwd = join(written(tree), folder);
    const bin = join(cwd, 'bin');
    check('mkdir', [bin]);
    for (const program of ['docker', 'systemctl', 'install', 'sudo']) {
      const line = program === 'sudo' ? 'exec "$@"' : `echo ${program} "$@"`;
      writeFileSync(join(bin, program), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    }
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const said = check('sh', [join(cwd, 'release.sh'), 'orders:2', 'predict.example.com'], { env });
    expect(said).toContain('install -m 644 product.service /etc/systemd/system/vm.service');
    expect(said).toContain('docker compose --project-name vm --env-file release.env up --detach');
    expect(check('cat', [join(cwd, 'release.env')])).toBe('IMAGE=orders:2\nDOMAIN=predict.example.com\n');
    expect(check('stat', ['-c', '%a', join(cwd, 'settings.env')])).toBe('600\n');
  });
});
