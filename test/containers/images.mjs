/** Builds a product's image as its owner would, with a real builder, and without asking any registry for base images. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipSettings } from '../../templates/base/scripts/lib/pip-settings.mjs';
import { CACHE, STORAGE } from './builder.mjs';
import { run, tryRun } from './run.mjs';

export { pipSettings };

/**
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
