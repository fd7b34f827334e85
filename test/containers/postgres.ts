/** A PostgreSQL of Debian's on a host of containers: run as its own user, killed and started again. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { type Ended, run } from './run.mjs';

const PROGRAMS = '/usr/lib/postgresql';
const USER = 'postgres';

export interface Postgres {
  start: () => Promise<void>;
  /** Ends it as a crash would. */
  kill: () => Promise<void>;
  /** What a query finds, a line a row. */
  ask: (query: string) => Promise<string[]>;
  close: () => Promise<void>;
}

export interface Login {
  user: string;
  password: string;
  database: string;
}

/** Makes its data, for this user and database; it does not run yet. */
export async function openPostgres(host: Host, { user, password, database }: Login): Promise<Postgres> {
  const bin = join(PROGRAMS, newest(), 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  writeFileSync(secret, password);
  await run('chown', ['-R', USER, folder]);
  const own = (program: string, ...args: string[]): Promise<Ended> =>
    host.run('runuser', '-u', USER, '--', join(bin, program), ...args);
  await own(
    ...(['initdb', '-D', data, '-U', user, '-E', 'UTF8', '--no-locale', '--no-sync'] as const),
    ...['--auth-host=scram-sha-256', '--auth-local=trust', `--pwfile=${secret}`],
  );
  // Nothing here outlives the machine, and a killed server loses nothing all the same.
  const settings = `-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
  const psql = ['-h', folder, '-U', user, '-X', '-q', '-t', '-A'];
  let made = false;

  return {
    start: async () => {
      await own('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', settings);
      if (!made) await own('psql', ...psql, '-d', 'postgres', '-c', `CREATE DATABASE ${database}`);
      made = true;
    },
    kill: async () => {
      const pid = (await run('head', ['-1', join(data, 'postmaster.pid')])).stdout.trim();
      // Its children notice by themselves, and another start has to wait for the last of them.
      const gone = 'while kill -0 "$child" 2> /dev/null; do sleep 0.05; done';
      const script = `all=$(pgrep -P ${pid}); kill -9 ${pid}; for child in $all; do ${gone}; done`;
      await run('sh', ['-c', script]);
    },
    ask: async (query) =>
      (await own('psql', ...psql, '-d', database, '-c', query)).stdout.split('\n').filter(Boolean),
    close: async () => {
      await own('pg_ctl', 'stop', '-w', '-m', 'immediate', '-D', data).catch(() => {});
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function newest(): string {
  let found: string[] = [];
  try {
    found = readdirSync(PROGRAMS).sort((one, other) => Number(other) - Number(one));
  } catch {
    // said below
  }
  if (found[0] === undefined)
    throw new Error('The tests of PostgreSQL need its server: apt-get install -y postgresql');
  return found[0];
}
