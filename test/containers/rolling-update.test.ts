/** A rolling update under load, by Docker's own orchestrator: nobody notices v2, and a broken v3 takes itself back. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleOf } from '../e2e/product.ts';
import { buildah, requireBuilder, STORAGE } from './builder.mjs';
import { buildImage } from './images.mjs';
import { productWithModel } from './product.ts';
import { run } from './run.mjs';
import { ensureStandIns } from './stand-ins.mjs';
import { openSwarm, type Swarm } from './swarm.ts';

const PATIENCE = { timeout: 120_000, interval: 1000 };
const VERSIONS = ['v1', 'v2', 'v3'];
const image = (version: string): string => `localhost/ml-product-test-${process.pid}:update-${version}`;

/** Asks until it is stopped, then says what came back. As clients do, it tries every address of the name. */
const CLIENT = `
import http.client, json, signal, sys, time
going = True
def stop(*_):
    global going
    going = False
signal.signal(signal.SIGTERM, stop)
counts = {}
while going:
    try:
        connection = http.client.HTTPConnection("app", 8000, timeout=10)
        connection.request("POST", "/api/v1/predict", sys.argv[1], {"content-type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        what = answer["model_version"] if response.status == 200 else f"failed: {response.status}"
        connection.close()
    except Exception as error:
        what = f"failed: {error!r}"
    counts[what] = counts.get(what, 0) + 1
    time.sleep(0.02)
print(json.dumps(counts))
`;

const folder = mkdtempSync(join(tmpdir(), 'ml product '));
let swarm: Swarm;
let row: string;

beforeAll(async () => {
  await requireBuilder();
  await ensureStandIns();
  const product = await productWithModel(folder);
  row = JSON.stringify(exampleOf(product));
  for (const version of VERSIONS) {
    publish(product, version);
    const { code, output } = await buildImage(product, { tag: image(version) });
    if (code !== 0) throw new Error(`${version} cannot be built:\n${output.slice(-4000)}`);
  }
  swarm = await openSwarm();
  const archive = join(folder, 'images.tar');
  const save = ['save', '--quiet', '--multi-image-archive', '--output', archive, ...VERSIONS.map(image)];
  await run('podman', [...STORAGE, ...save]);
  await swarm.docker('load', '--quiet', '--input', archive);
  rmSync(archive);
});

afterAll(async () => {
  await swarm?.close();
  for (const version of VERSIONS) await buildah('rmi', image(version)).catch(() => {});
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** v2 answers like v1 under its own name; v3 is damaged, and can never serve. */
function publish(product: string, version: string): void {
  const artifacts = join(product, 'artifacts');
  if (version !== 'v1') {
    cpSync(join(artifacts, 'v1'), join(artifacts, version), { recursive: true });
    const passport = join(artifacts, version, 'passport.json');
    writeFileSync(
      passport,
      readFileSync(passport, 'utf8').replace('"version": "v1"', `"version": "${version}"`),
    );
  }
  if (version === 'v3') writeFileSync(join(artifacts, version, 'model.onnx'), 'half a model');
  writeFileSync(join(artifacts, 'current'), `${version}\n`);
}

it('v1 becomes v2 without a failed request, and a broken v3 is taken back', async () => {
  await swarm.docker('network', 'create', '--driver', 'overlay', '--attachable', 'web');
  await swarm.docker(
    ...['service', 'create', '--detach', '--name', 'app', '--network', 'web', '--endpoint-mode', 'dnsrr'],
    ...['--update-order', 'start-first', '--update-failure-action', 'rollback', '--no-resolve-image'],
    ...['--env', 'AUTH=none', image('v1')],
  );
  const state = async (): Promise<string> =>
    (await swarm.docker('service', 'ps', 'app', '--format', '{{.CurrentState}}')).stdout;
  await expect.poll(state, PATIENCE).toMatch(/^Running/m);

  const client = ['--entrypoint', 'python', image('v1'), '-c', CLIENT, row];
  await swarm.docker('run', '--detach', '--name', 'client', '--network', 'web', ...client);
  const updated = async (version: string): Promise<string> => {
    await swarm.tryDocker('service', 'update', '--no-resolve-image', '--image', image(version), 'app');
    const format = ['--format', '{{.UpdateStatus.State}}'];
    return (await swarm.docker('service', 'inspect', 'app', ...format)).stdout.trim();
  };
  expect(await updated('v2')).toBe('completed');
  expect(await updated('v3')).toBe('rollback_completed');

  await swarm.docker('stop', '--time', '20', 'client');
  const counts = JSON.parse((await swarm.docker('logs', 'client')).stdout);
  console.log(`  rolling update: ${JSON.stringify(counts)}`);
  expect(Object.keys(counts).sort()).toEqual(['v1', 'v2']);
});
