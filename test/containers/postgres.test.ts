/** The image with the PostgreSQL of compose.yaml: away at the start, killed under load, and away at the stop. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exampleOf, post } from '../e2e/product.ts';
import { buildah, requireBuilder } from './builder.mjs';
import { type Host, openHost } from './host.ts';
import { buildImage } from './images.mjs';
import { openPostgres, type Postgres } from './postgres.ts';
import { productWithModel } from './product.ts';
import { ensureStandIns } from './stand-ins.mjs';

const NAME = `postgres-${process.pid}`;
const IMAGE = `localhost/ml-product-test-${process.pid}:postgres`;
const PASSWORD = 'aPlantedPassword';
const PATIENCE = { timeout: 60_000, interval: 100 };
const CLIENTS = 3;

const folder = mkdtempSync(join(tmpdir(), 'ml product '));
let product: string;
let host: Host;
let postgres: Postgres;

/** The address as .env.example has it for the database of compose.yaml. */
function address(): URL {
  const example = readFileSync(join(product, '.env.example'), 'utf8');
  const said = example.match(/^# DATABASE_URL=(postgresql:.+)$/m)?.[1] ?? '';
  return new URL(said.replace('the-same-password', PASSWORD));
}

beforeAll(async () => {
  await requireBuilder();
  await ensureStandIns();
  product = await productWithModel(folder);
  const { code, output } = await buildImage(product, { tag: IMAGE });
  if (code !== 0) throw new Error(`the image cannot be built:\n${output.slice(-4000)}`);
  host = await openHost();
  const { services } = parse(readFileSync(join(product, 'compose.yaml'), 'utf8'));
  postgres = await openPostgres(host, {
    user: services.database.environment.POSTGRES_USER,
    database: services.database.environment.POSTGRES_DB,
    password: PASSWORD,
  });
});

afterAll(async () => {
  await host?.tryPodman('rm', '--force', '--time', '0', NAME);
  await postgres?.close();
  await host?.close();
  await buildah('rmi', IMAGE).catch(() => {});
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Readiness {
  prediction_log: string;
  answers_waiting: number;
  answers_lost: number;
}

const ready = async (): Promise<Readiness> => (await (await fetch(`${host.url}/readyz`)).json()) as Readiness;
const works = async (): Promise<boolean> => (await ready()).prediction_log === 'ok';
const statusOf = async (id: string): Promise<number> =>
  (await fetch(`${host.url}/api/v1/predictions/${id}`)).status;
const predict = async (): Promise<string> => {
  const { status, body } = await post(`${host.url}/api/v1/predict`, exampleOf(product));
  expect(status).toBe(200);
  return body.id;
};

it('starts and answers without the database, and stores what waited once it is there', async () => {
  const env = { AUTH: 'none', RATE_LIMIT: 'off', DATABASE_URL: address().href };
  await host.podman(
    ...['run', '--detach', '--name', NAME, '--read-only', '--tmpfs', '/tmp', '--cap-drop=all'],
    ...['--add-host', `${address().hostname}:127.0.0.1`],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    IMAGE,
  );
  await expect
    .poll(async () => (await host.tryPodman('healthcheck', 'run', NAME)).code === 0, PATIENCE)
    .toBe(true);
  const id = await predict();
  expect(await statusOf(id)).toBe(503);
  expect(await ready()).toMatchObject({ answers_waiting: 1, answers_lost: 0 });
  await postgres.start();
  await expect.poll(works, PATIENCE).toBe(true);
  expect(await statusOf(id)).toBe(200);
});

it('answers while the database is killed and started again, and loses and doubles nothing', async () => {
  const answered = new Set<string>();
  const stored = new Set<string>();
  const statuses = new Set<number>();
  let going = true;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (going) {
      const id = await predict();
      answered.add(id);
      const status = await statusOf(id);
      statuses.add(status);
      if (status === 200) stored.add(id);
    }
  });
  const more = async (of: Set<string>): Promise<void> => {
    const before = of.size;
    await expect.poll(() => of.size, PATIENCE).toBeGreaterThan(before + 50);
  };
  try {
    for (let kills = 0; kills < 2; kills++) {
      await more(stored);
      await postgres.kill();
      await expect.poll(works, PATIENCE).toBe(false);
      await more(answered);
      await postgres.start();
      await expect.poll(works, PATIENCE).toBe(true);
    }
    await more(stored);
  } finally {
    going = false;
  }
  await Promise.all(clients);
  console.log(`  ${answered.size} answers over two kills, of which ${stored.size} were found at once`);
  // 404 would say of an answer that it does not exist.
  expect([...statuses].sort()).toEqual([200, 503]);
  const last = await predict();
  expect(await statusOf(last)).toBe(200); // and with it all that came before
  const kept = await postgres.ask('SELECT id FROM predictions');
  expect(new Set(kept).size).toBe(kept.length);
  expect([...answered].filter((id) => !kept.includes(id))).toEqual([]);
  expect((await ready()).answers_lost).toBe(0);
});

it('ends in order without the database, says how many answers are lost, and never the password', async () => {
  await postgres.kill();
  await expect
    .poll(async () => {
      await predict();
      return works();
    }, PATIENCE)
    .toBe(false);
  await host.podman('stop', '--time', '40', NAME);
  const { stdout } = await host.podman('inspect', '--format', '{{.State.ExitCode}}', NAME);
  expect(stdout.trim()).toBe('0');
  const { output } = await host.podman('logs', NAME);
  expect(output).toMatch(/answers are lost.*"lost": [1-9]|"lost": [1-9].*answers are lost/);
  expect(output).not.toContain(PASSWORD);
});
