/**
 * Images without a registry: a real builder, on stand-ins for the base images that a product's Dockerfile names.
 *
 * A stand-in is Debian by debootstrap, with Debian's Python or with the Node that npm carries. It is kept outside of
 * the checkout, and made again when the recipe below has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipSettings } from '../../templates/base/scripts/lib/pip-settings.mjs';
import { run, tryRun } from './run.mjs';

export { pipSettings };

export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'create-ml-product',
  'containers',
);
/** For buildah and for podman: images and layers of these tests only. */
export const STORAGE = ['--root', join(CACHE, 'storage'), '--runroot', '/run/create-ml-product'];
export const PYTHON_IMAGE = 'docker.io/library/python:3.11-slim';

const NODE_IMAGE = 'docker.io/library/node:22-slim';
const DEBIAN_IMAGE = 'docker.io/library/debian:bookworm-slim';
const NODE = '22.23.3';
const NPM = '10.9.9';
const PYTHON = `apt-get update -qq
  && apt-get install -y -qq --no-install-recommends python3 python3-venv python3-pip
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/*`;

/** Program → the Debian package that brings it. */
const NEEDED = {
  buildah: 'buildah',
  podman: 'podman',
  crun: 'crun',
  dockerd: 'docker.io',
  debootstrap: 'debootstrap',
  ip: 'iproute2',
  iptables: 'iptables',
  unshare: 'util-linux',
  nsenter: 'util-linux',
};

/** Throws, with what to install, where images cannot be built and run. */
export async function requireBuilder() {
  const instead = 'Or leave them out: npm test -- --without containers';
  if (process.platform !== 'linux' || process.getuid() !== 0)
    throw new Error(`The container tests need Linux, and root. ${instead}`);
  const found = await Promise.all(
    Object.keys(NEEDED).map((program) => tryRun('sh', ['-c', `command -v ${program}`])),
  );
  const missing = [...new Set(Object.values(NEEDED).filter((_, index) => found[index]?.code !== 0))];
  if (missing.length > 0)
    throw new Error(
      `The container tests need ${missing.join(', ')}: apt-get install -y ${missing.join(' ')}\n${instead}`,
    );
}

export function buildah(...args) {
  return run('buildah', [...STORAGE, ...args]);
}

/** What a stand-in is made of, and how: another recipe makes it anew. */
const RECIPE = createHash('sha256')
  .update([DEBIAN_IMAGE, PYTHON, NODE, NPM, makeDebian, makePython, makeNode, make].join('\n'))
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

/**
 * Builds the Dockerfile of a folder as an owner would, without asking any registry for its base images.
 *
 * @param {string} folder
 * @param {{tag: string, args?: Record<string, string>, target?: string}} options
 * @returns {Promise<{code: number, stdout: string, output: string}>}
 */
export async function buildImage(folder, { tag, args = {}, target }) {
  return tryRun('buildah', [
    ...STORAGE,
    ...[
      'bud',
      '--isolation',
      'chroot',
      '--network',
      'host',
      '--pull-never',
      '--layers',
      '--format',
      'docker',
    ],
    ...(await hostSettings()),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(target ? ['--target', target] : []),
    ...['--tag', tag, folder],
  ]);
}

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** This machine's mirrors and certificates for pip, uv and npm, mounted while building and no part of the image. */
async function hostSettings() {
  const { UV_DEFAULT_INDEX: index, UV_INDEX: more = '' } = await pipSettings('python3');
  const others = more.split(' ').filter((it) => it.startsWith('http'));
  const registry = (await run('npm', ['config', 'get', 'registry'])).stdout.trim();
  const indexes = [...others.map((url) => ({ url })), ...(index ? [{ url: index, isDefault: true }] : [])];
  const files = {
    '/etc/pip.conf': [
      '[global]',
      `cert = ${CERTIFICATES}`,
      ...(index ? [`index-url = ${index}`] : []),
      ...(others.length > 0 ? [`extra-index-url = ${others.join(' ')}`] : []),
    ],
    '/etc/uv/uv.toml': [
      'system-certs = true',
      'index-strategy = "unsafe-best-match"',
      ...indexes.flatMap(({ url, isDefault }) => [
        '[[index]]',
        `url = "${url}"`,
        ...(isDefault ? ['default = true'] : []),
      ]),
    ],
    '/root/.npmrc': [`registry=${registry}`, `cafile=${CERTIFICATES}`],
  };
  const folder = join(CACHE, 'settings');
  mkdirSync(folder, { recursive: true });
  const mounts = existsSync(CERTIFICATES) ? ['--volume', '/etc/ssl/certs:/etc/ssl/certs:ro'] : [];
  for (const [path, lines] of Object.entries(files)) {
    const file = join(folder, path.replaceAll('/', '-'));
    writeFileSync(file, `${lines.join('\n')}\n`);
    mounts.push('--volume', `${file}:${path}:ro`);
  }
  return mounts;
}

/** What podman says about an image: Size, Config, RootFS.Layers … */
export async function inspectImage(tag) {
  const { stdout } = await run('podman', [...STORAGE, 'image', 'inspect', tag]);
  return JSON.parse(stdout)[0];
}
