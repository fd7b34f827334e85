/** The image of a product of each kind: really built, really run, without a registry. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askInBrowser } from '../e2e/page.ts';
import { exampleOf, post, run as runProgram } from '../e2e/product.ts';
import { buildah, requireBuilder } from './builder.mjs';
import { closed, halfSent } from './half-sent.ts';
import { type Host, openHost } from './host.ts';
import { buildImage, type Image, inspectImage, pipSettings } from './images.mjs';
import { productWithModel } from './product.ts';
import { run } from './run.mjs';
import { ensureStandIns, PYTHON_IMAGE } from './stand-ins.mjs';

const MB = 1_000_000;
/** Longer than DRAIN_SECONDS and STOP_SECONDS together. */
const GRACE_S = 25;
const PATIENCE = { timeout: 60_000, interval: 500 };

/** Planted where an owner's secrets and data may lie; none of it may ever be found in an image. */
const SECRETS: Record<string, string> = {
  '.env': 'API_TOKEN=planted-in-dotenv',
  '.env.production': 'API_TOKEN=planted-in-dotenv-production',
  'web/.env': 'VITE_TOKEN=planted-in-web-dotenv',
  'serving/.env.local': 'API_TOKEN=planted-in-serving-dotenv',
  'secrets.json': '{"key": "planted-in-a-file"}',
  'data/private.csv': 'name\nplanted-in-the-data',
  'model/notes.txt': 'planted-beside-the-model',
  'var/predictions.sqlite3': 'planted-in-the-log',
  'artifacts/v0/passport.json': '{"note": "planted-in-another-version"}',
};

/** Every file of any product's image that is not its base's. */
const ALLOWED = [
  /^\/app\/product\.json$/,
  /^\/app\/(contract|serving)\/(\w+\/)*\w+\.py$/,
  /^\/app\/(contract|serving)\/(\w+\/)*__pycache__\/\w+\.cpython-311\.pyc$/,
  /^\/app\/web\/dist\/(index\.html|first-paint\.js|favicon\.svg|assets\/[\w-]+\.(js|css))(\.(br|gz|zst))?$/,
  /^\/app\/artifacts\/(current|v1\/(model\.onnx|(passport|reference)\.json|golden\.jsonl|MODEL_CARD\.md))$/,
  /^\/opt\/venv\/(pyvenv\.cfg|lib64|CACHEDIR\.TAG|\.gitignore|\.lock|bin\/[\w.-]+)$/,
  /^\/opt\/venv\/lib\/python3\.11\/site-packages\/.+$/,
];

interface Made {
  sample: string;
  /** What else is in its image. */
  own: RegExp[];
}

/** Above the Python base, and without the model. */
const LARGEST = 225 * MB;

const PRODUCTS: Made[] = [
  {
    sample: 'penguins',
    own: [/^\/app\/contract\/cells\.json$/, /^\/app\/artifacts\/v1\/plots\/\w+\.svg$/],
  },
  { sample: 'digits', own: [/^\/app\/contract\/steps\.json$/] },
];

describe.each(PRODUCTS)('a product of $sample', ({ sample, own }) => {
  /** The container's, and its volume's. */
  const NAME = `${sample}-${process.pid}`;
  const tag = (name: string): string => `localhost/ml-product-test-${process.pid}/${sample}:${name}`;

  const folder = mkdtempSync(join(tmpdir(), 'ml product '));
  let product: string;
  let image: Image;
  let host: Host;

  /** Builds and must succeed. */
  async function build(from: string, name: string, args: Record<string, string> = {}): Promise<Image> {
    const { code, output } = await buildImage(from, { tag: tag(name), args });
    if (code !== 0) throw new Error(`the image cannot be built:\n${output.slice(-6000)}`);
    return inspectImage(tag(name));
  }

  /** The files of an image, as a container finds them. */
  async function filesOf(name: string): Promise<string[]> {
    const list = ['/', '-xdev', '-not', '-type', 'd'];
    const { stdout } = await host.podman('run', '--rm', '--user', '0', '--entrypoint', 'find', name, ...list);
    return stdout.trim().split('\n');
  }

  beforeAll(async () => {
    await requireBuilder();
    await ensureStandIns();
    product = await productWithModel(folder, sample);
    for (const [path, text] of Object.entries(SECRETS)) {
      mkdirSync(join(product, path, '..'), { recursive: true });
      writeFileSync(join(product, path), text);
    }
    image = await build(product, 'first', { REVISION: 'abc123', SOURCE: 'https://example.com/ours' });
    host = await openHost();
  });

  afterAll(async () => {
    await host?.tryPodman('rm', '--force', '--time', '0', NAME);
    await host?.tryPodman('volume', 'rm', '--force', NAME);
    await host?.close();
    for (const name of ['first', 'model', 'code']) await buildah('rmi', tag(name)).catch(() => {});
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('the image', () => {
    it('says what it is and how it is run', () => {
      expect(image.Config).toMatchObject({
        User: '1000:1000',
        StopSignal: 'SIGTERM',
        ExposedPorts: { '8000/tcp': {} },
      });
      expect(image.Healthcheck?.Test.join(' ')).toContain('/readyz');
      expect(image.Config.Env).toEqual(
        expect.arrayContaining(['APP_ENV=production', 'ORT_DISABLE_TELEMETRY=1']),
      );
      expect(image.Config.Labels).toMatchObject({
        'org.opencontainers.image.revision': 'abc123',
        'org.opencontainers.image.source': 'https://example.com/ours',
      });
    });

    it('is small', async () => {
      const base = await inspectImage(PYTHON_IMAGE);
      const model = Number(
        (await run('du', ['-sb', join(product, 'artifacts', 'v1')])).stdout.split('\t')[0],
      );
      const size = image.Size - base.Size - model;
      console.log(
        `  image: ${Math.round(size / MB)} MB above its Python base, and ${(model / MB).toFixed(1)} MB of model`,
      );
      expect(size).toBeLessThanOrEqual(LARGEST);
    });

    it('adds to its base what serves, file by file, and nothing else', async () => {
      const base = new Set(await filesOf(PYTHON_IMAGE));
      const added = (await filesOf(tag('first'))).filter((path) => !base.has(path));
      const allowed = [...ALLOWED, ...own];
      for (const pattern of allowed)
        expect(
          added.filter((path) => pattern.test(path)),
          String(pattern),
        ).not.toEqual([]);
      expect(added.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    });

    it('has the packages that are pinned for serving, and no others', async () => {
      const found = (await filesOf(tag('first'))).flatMap(
        (path) => path.match(/([^/]+)-[^/-]+\.dist-info\/METADATA$/)?.[1] ?? [],
      );
      const pins = readFileSync(join(product, 'requirements', 'serving.txt'), 'utf8').matchAll(
        /^([\w.-]+)==.*$/gm,
      );
      const pinned = [...pins]
        .filter(([line]) => !/== '(win32|emscripten)'/.test(line))
        .map(([, name = '']) => name);
      const plain = (names: string[]): string[] =>
        names.map((it) => it.toLowerCase().replaceAll(/[-_.]+/g, '-')).sort();
      const base = (await filesOf(PYTHON_IMAGE)).flatMap(
        (path) => path.match(/([^/]+)-[^/-]+\.dist-info\/METADATA$/)?.[1] ?? [],
      );
      expect(plain(found)).toEqual(plain([...pinned, ...base]));
    });

    it('has no tool that could build or fetch something', async () => {
      const tools = ['gcc', 'cc', 'g++', 'clang', 'make', 'node', 'npm', 'uv', 'git', 'curl', 'wget'];
      const look = `for it in ${tools.join(' ')}; do command -v $it; done; true`;
      const found = await host.podman('run', '--rm', '--entrypoint', 'sh', tag('first'), '-c', look);
      expect(found.stdout).toBe('');
    });

    it('never carries a secret or the data, in any layer', async () => {
      const archive = join(folder, 'image.tar');
      await host.podman('save', '--quiet', '--format', 'docker-archive', '--output', archive, tag('first'));
      const count = async (text: string): Promise<number> =>
        Number((await host.tryRun('grep', '-a', '-c', text, archive)).stdout);
      expect(await count('planted-in')).toBe(0);
      expect(await count('model_version')).toBeGreaterThan(0); // what is there is found
      rmSync(archive);
    });

    it.each(['x86_64', 'aarch64'])('finds a wheel of every package for %s', async (processor) => {
      const uv = join(product, '.tools', 'uv', 'bin', 'uv');
      const look = ['pip', 'install', '--dry-run', '--require-hashes', '--only-binary', ':all:'];
      const place = ['--python-platform', `${processor}-manylinux_2_28`, '--python-version', '3.11'];
      const { code, output } = await runProgram(
        existsSync(uv) ? uv : 'uv',
        [...look, ...place, '--target', join(folder, 'nothing'), '-r', 'requirements/serving.txt'],
        product,
        { ...(await pipSettings('python3')), UV_SYSTEM_CERTS: 'true' },
      );
      expect(code, output).toBe(0);
      expect(output).toContain('onnxruntime');
    });

    it('is not built without a model, and says what to do', async () => {
      const bare = join(folder, 'bare');
      cpSync(product, bare, {
        recursive: true,
        filter: (path) => !/\/(artifacts|node_modules|\.venv[^/]*)$/.test(path),
      });
      const { code, output } = await buildImage(bare, { tag: tag('bare'), target: 'model' });
      expect(code).not.toBe(0);
      expect(output).toContain('Make one first: npm start');
    });
  });

  describe('a change', () => {
    it('of the model replaces the layer of the model, and no other', async () => {
      cpSync(join(product, 'artifacts', 'v1'), join(product, 'artifacts', 'v2'), { recursive: true });
      const passport = join(product, 'artifacts', 'v2', 'passport.json');
      writeFileSync(passport, readFileSync(passport, 'utf8').replace('"version": "v1"', '"version": "v2"'));
      const current = join(product, 'artifacts', 'current');
      const before = readFileSync(current);
      writeFileSync(current, 'v2\n');
      const after = await build(product, 'model');
      writeFileSync(current, before);
      expect(after.RootFS.Layers).toHaveLength(image.RootFS.Layers.length);
      const other = after.RootFS.Layers.filter((layer) => !image.RootFS.Layers.includes(layer));
      expect(other).toEqual([after.RootFS.Layers.at(-1)]);
    });

    it('of the code keeps packages and page', async () => {
      const code = join(product, 'serving', 'routes.py');
      writeFileSync(code, `${readFileSync(code, 'utf8')}\n# another line\n`);
      const after = await build(product, 'code');
      const other = after.RootFS.Layers.filter((layer) => !image.RootFS.Layers.includes(layer));
      expect(other).toContain(after.RootFS.Layers.at(-2));
      expect(after.RootFS.Layers.slice(0, -2)).toEqual(image.RootFS.Layers.slice(0, -2));
    });
  });

  describe('the container', () => {
    const HARDENED = [
      '--read-only',
      '--tmpfs',
      '/tmp',
      '--cap-drop=all',
      '--security-opt',
      'no-new-privileges',
    ];
    const start = async (): Promise<void> => {
      const how = ['--detach', '--name', NAME, '--volume', `${NAME}:/data`, '--env', 'AUTH=none'];
      await host.podman('run', ...HARDENED, ...how, tag('first'));
    };
    const healthy = async (): Promise<boolean> =>
      (await host.tryPodman('healthcheck', 'run', NAME)).code === 0;
    let id: string;

    it('is healthy, soon after its start', async () => {
      await start();
      await expect.poll(healthy, PATIENCE).toBe(true);
    });

    it('is nobody special', async () => {
      const inside = async (script: string): Promise<string> =>
        (await host.podman('exec', NAME, 'sh', '-c', script)).stdout.trim();
      expect(await inside('id -u; id -g')).toBe('1000\n1000');
      const status = await inside('cat /proc/1/status');
      expect(status).toMatch(/CapEff:\s+0+$/m);
      expect(status).toMatch(/CapBnd:\s+0+$/m);
      expect(status).toMatch(/NoNewPrivs:\s+1$/m);
      expect(await inside('touch /app/x 2>&1 || true')).toContain('Read-only file system');
      expect(await inside('touch /data/x && rm /data/x && echo written')).toBe('written');
    });

    it('listens on its port, and on no other', async () => {
      const { stdout } = await host.run('ss', '--listening', '--tcp', '--udp', '--numeric', '--no-header');
      expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/0\.0\.0\.0:8000/)]);
    });

    it('holds what npm run smoke asks of it', async () => {
      const { code, output } = await runProgram(process.execPath, ['scripts/smoke.mjs', host.url], product);
      expect(output).toContain('an answer');
      expect(code, output).toBe(0);
    });

    it('shows its page in a browser, without an error', async () => {
      expect(await askInBrowser(host.url)).toMatchObject({ model_version: 'v1' });
    });

    it('answers, and keeps the answer beyond its own end', async () => {
      const answer = await post(`${host.url}/api/v1/predict`, exampleOf(product));
      expect(answer.status).toBe(200);
      id = answer.body.id;
    });

    it('finishes what is in flight when it is stopped, and ends in order', async () => {
      const body = JSON.stringify(exampleOf(product));
      const pending = halfSent(`${host.url}/api/v1/predict`, body);
      await pending.underway;
      const stopped = host.podman('stop', '--time', String(GRACE_S), NAME);
      await expect.poll(() => closed(host.url), { timeout: GRACE_S * 1000, interval: 50 }).toBe(true);
      pending.send();
      expect(await pending.answer).toMatchObject({ status: 200, body: expect.stringContaining('"id"') });
      await stopped;
      const { stdout } = await host.podman('inspect', '--format', '{{.State.ExitCode}}', NAME);
      expect(stdout.trim()).toBe('0'); // 137 would be a kill after the grace period
      await host.podman('rm', NAME);
    });

    it('finds the answer again on its volume, at another start', async () => {
      await start();
      await expect.poll(healthy, PATIENCE).toBe(true);
      const stored = await fetch(`${host.url}/api/v1/predictions/${id}`);
      expect(stored.status).toBe(200);
    });
  });
});
