/**
 * A host of its own for one container: no network but its loopback, and a Unix socket as the only way in.
 *
 * podman runs inside namespaces that this process opens, because neither a container's network nor its control groups
 * can be had everywhere that tests run.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, STORAGE } from './builder.mjs';
import { passOn } from './relay.mjs';
import { type Ended, run, tryRun } from './run.mjs';

const PORT = 8000;
const RELAY = fileURLToPath(new URL('relay.mjs', import.meta.url));
const SETTINGS = `[containers]
cgroups = "disabled"
netns = "host"
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
[engine]
runtime = "crun"
cgroup_manager = "cgroupfs"
events_logger = "none"
`;

export interface Host {
  /** Where the container's port can be reached from here. */
  url: string;
  /** The process that keeps its namespaces open: `nsenter -t <pid> -m -n` gets in. */
  pid: number;
  /** Runs a program on this host. */
  run: (program: string, ...args: string[]) => Promise<Ended>;
  /** The same, whatever its exit code. */
  tryRun: (program: string, ...args: string[]) => Promise<Ended>;
  podman: (...args: string[]) => Promise<Ended>;
  tryPodman: (...args: string[]) => Promise<Ended>;
  close: () => Promise<void>;
}

export async function openHost(): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'container-'));
  const settings = join(CACHE, 'containers.conf');
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(settings, SETTINGS);
  const env = { ...process.env, CONTAINERS_CONF: settings };

  const open =
    'umount /sys/fs/cgroup/unified 2> /dev/null; ip link set lo up && echo open && exec sleep infinity';
  const keeper = spawn('unshare', ['-m', '-n', '--propagation', 'private', 'sh', '-c', open]);
  await spoken(keeper, 'open');
  const enter = ['-t', String(keeper.pid), '-m', '-n'];
  const podman = [...enter, 'podman', ...STORAGE];

  const socket = join(folder, 'port');
  const relay = spawn('nsenter', [...enter, process.execPath, RELAY, socket, String(PORT)]);
  await spoken(relay, 'open');
  const door = createServer((client) => passOn(client, { path: socket }));
  await new Promise<void>((resolve) => {
    door.listen(0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${portOf(door)}`,
    pid: keeper.pid ?? 0,
    run: (program, ...args) => run('nsenter', [...enter, program, ...args], { env }),
    tryRun: (program, ...args) => tryRun('nsenter', [...enter, program, ...args], { env }),
    podman: (...args) => run('nsenter', [...podman, ...args], { env }),
    tryPodman: (...args) => tryRun('nsenter', [...podman, ...args], { env }),
    close: async () => {
      door.close();
      relay.kill();
      keeper.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Resolves once the process says the word. */
function spoken(child: ReturnType<typeof spawn>, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said += text;
      if (said.includes(word)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) =>
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}: ${said}`)),
    );
  });
}
