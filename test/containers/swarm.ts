/** A Docker engine of its own with a swarm of one node: no network but its own, and gone when it is closed. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, run, tryRun } from './run.mjs';

/** The client beside the engine: a newer one elsewhere may refuse to speak to it. */
const DOCKER = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';
const TRIES = 120;

export interface Swarm {
  docker: (...args: string[]) => Promise<Ended>;
  tryDocker: (...args: string[]) => Promise<Ended>;
  close: () => Promise<void>;
}

export async function openSwarm(): Promise<Swarm> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-'));
  const socket = `unix://${join(folder, 'socket')}`;
  const runtime = join(folder, 'runtime');
  // Control groups cannot be had everywhere that tests run.
  writeFileSync(runtime, '#!/bin/sh\nexec crun --cgroup-manager=disabled "$@"\n');
  chmodSync(runtime, 0o755);

  const engine = [
    ...['dockerd', '--host', socket, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'run')],
    ...['--pidfile', join(folder, 'pid'), '--add-runtime', `plain=${runtime}`, '--default-runtime', 'plain'],
  ];
  const open = 'umount /sys/fs/cgroup/unified 2> /dev/null; ip link set lo up; exec "$@"';
  const apart = ['-m', '-n', '-p', '-f', '--mount-proc', '--kill-child', '--propagation', 'private'];
  const process = spawn('unshare', [...apart, 'sh', '-c', open, 'sh', ...engine], { stdio: 'ignore' });
  const ended = new Promise((resolve) => process.on('close', resolve));

  const docker = (...args: string[]): Promise<Ended> => run(DOCKER, ['--host', socket, ...args]);
  const tryDocker = (...args: string[]): Promise<Ended> => tryRun(DOCKER, ['--host', socket, ...args]);
  const close = async (): Promise<void> => {
    process.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  };
  for (let attempt = 1; (await tryDocker('version')).code !== 0; attempt++) {
    if (attempt === TRIES) {
      await close();
      throw new Error('dockerd does not answer');
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
  return { docker, tryDocker, close };
}
