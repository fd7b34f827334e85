/** The programs that build and run images here, and where they keep what they make: outside of the checkout. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, tryRun } from './run.mjs';

export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'create-ml-product',
  'containers',
);
/** For buildah and for podman: images and layers of these tests only. */
export const STORAGE = ['--root', join(CACHE, 'storage'), '--runroot', '/run/create-ml-product'];

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
