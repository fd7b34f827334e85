/** A registry of our own, for tests and benchmarks: the packed program is published and installed as users do. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** npm's own program, whatever the platform calls it. */
export function npmCommand() {
  if (process.env.npm_execpath?.endsWith('.js')) return [process.execPath, process.env.npm_execpath];
  return ['npm'];
}

export function npm(args, options = {}) {
  const [program, ...first] = npmCommand();
  return execFileSync(program, [...first, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
}

/** Packs the built program and says what is in it: `{file, files: [{path, size}], size, unpackedSize}`. */
export function pack(folder) {
  const [report] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      env: cleanEnvironment(),
    }),
  );
  return { ...report, file: join(folder, report.filename) };
}

/** An environment without the npm that runs us: its settings would be passed on. */
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_ENV|NODE_OPTIONS|VITEST|INIT_CWD|DEBUG|CI$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Starts a registry. `uplink` is where packages come from that were not published here, or null for none.
 *
 * @returns {Promise<{url: string, env: (cache: string) => NodeJS.ProcessEnv, publish: (file: string) => void, stop: () => void}>}
 */
export async function startRegistry({ uplink = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  writeFileSync(join(folder, 'config.yaml'), configuration(folder, uplink));
  const program = join(require.resolve('verdaccio/package.json'), '..', 'bin', 'verdaccio');
  const child = spawn(
    process.execPath,
    [program, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`],
    {
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  await answers(`${url}-/ping`, child);
  const env = (cache) => {
    mkdirSync(cache, { recursive: true });
    const settings = join(folder, 'npmrc');
    writeFileSync(
      settings,
      `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\nupdate-notifier=false\naudit=false\nfund=false\n`,
    );
    return cleanEnvironment({
      npm_config_userconfig: settings,
      npm_config_cache: cache,
      npm_config_yes: 'true',
    });
  };
  return {
    url,
    env,
    publish: (file) =>
      void npm(['publish', file, '--ignore-scripts'], { env: env(join(folder, 'cache')), cwd: folder }),
    stop: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configuration(folder, uplink) {
  return `storage: ${JSON.stringify(join(folder, 'storage'))}
auth:
  htpasswd:
    file: ${JSON.stringify(join(folder, 'htpasswd'))}
${uplink === null ? '' : `uplinks:\n  up:\n    url: ${JSON.stringify(uplink)}\n    maxage: 60m\n`}packages:
  'create-ml-product':
    access: $all
    publish: $anonymous
  '**':
    access: $all
    publish: $anonymous
${uplink === null ? '' : '    proxy: up\n'}max_body_size: 50mb
log: { type: stdout, format: pretty, level: fatal }
`;
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Asks until it answers; fails when the program ends first. */
async function answers(url, child) {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  while (!ended) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  throw new Error('the local registry did not start');
}
