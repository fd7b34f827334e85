/**
 * Base images without a registry: stand-ins by the names that a product's Dockerfile asks for.
 *
 * Each is Debian by debootstrap, with Debian's Python or with the Node that npm carries, made once and kept.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildah, CACHE, STORAGE } from './builder.mjs';
import { run, tryRun } from './run.mjs';

export const PYTHON_IMAGE = 'docker.io/library/python:3.11-slim';
const NODE_IMAGE = 'docker.io/library/node:22-slim';
const DEBIAN_IMAGE = 'docker.io/library/debian:bookworm-slim';
const NODE = '22.23.3';
const NPM = '10.9.9';
const PYTHON = `apt-get update -qq
  && apt-get install -y -qq --no-install-recommends python3 python3-venv python3-pip
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/*`;

/** What a stand-in is made of, and how, is this file: another one makes it anew. */
const RECIPE = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
  .slice(0, 16);
const LABEL = 'recipe';

/** The base images, by the names that a product's Dockerfile asks for. */
export async function ensureStandIns() {
  mkdirSync(CACHE, { recursive: true });
  // What runs of other days have left.
  await tryRun('podman', [...STORAGE, 'image', 'prune', '--force', '--filter', 'until=24h']);
  const made = await Promise.all([DEBIAN_IMAGE, PYTHON_IMAGE, NODE_IMAGE].map(recipeOf));
  if (made.every((recipe) => recipe === RECIPE)) return;
  const work = mkdtempSync(join(tmpdir(), 'stand-ins-'));
  try {
    await makeDebian(work);
    await makePython();
    await makeNode(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function recipeOf(image) {
  const found = await tryRun('buildah', [
    ...STORAGE,
    ...['inspect', '--type', 'image', '--format', `{{index .OCIv1.Config.Labels "${LABEL}"}}`, image],
  ]);
  return found.code === 0 ? found.stdout.trim() : null;
}

async function makeDebian(work) {
  const root = join(work, 'debian');
  await run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', root]);
  for (const path of ['var/cache/apt', 'var/lib/apt/lists']) rmSync(join(root, path), { recursive: true });
  await make('scratch', DEBIAN_IMAGE, (container) => buildah('copy', '--quiet', container, root, '/'));
}

async function makePython() {
  await make(DEBIAN_IMAGE, PYTHON_IMAGE, (container) =>
    inContainer(container, 'host', `export DEBIAN_FRONTEND=noninteractive; ${PYTHON.replaceAll('\n', ' ')}`),
  );
}

async function makeNode(work) {
  const folder = join(work, 'node');
  const binary = `node-linux-${process.arch}`;
  const packages = [`${binary}@${NODE}`, `npm@${NPM}`];
  await run('npm', [
    'install',
    '--silent',
    '--no-save',
    '--no-package-lock',
    '--prefix',
    folder,
    ...packages,
  ]);
  await make(DEBIAN_IMAGE, NODE_IMAGE, async (container) => {
    const at = join(folder, 'node_modules');
    await buildah('copy', '--quiet', container, join(at, binary, 'bin', 'node'), '/usr/local/bin/node');
    await buildah('copy', '--quiet', container, join(at, 'npm'), '/usr/local/lib/node_modules/npm');
    await inContainer(container, 'none', 'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm');
  });
}

async function inContainer(container, network, script) {
  const how = ['--isolation', 'chroot', ...(network === 'host' ? ['--network', 'host'] : [])];
  await buildah('run', ...how, container, '--', 'sh', '-ec', script);
}

async function make(from, image, work) {
  const container = (await buildah('from', '--pull-never', from)).stdout.trim();
  try {
    await work(container);
    await buildah('config', '--label', `${LABEL}=${RECIPE}`, container);
    await buildah('commit', '--quiet', container, image);
  } finally {
    await buildah('rm', container);
  }
}
