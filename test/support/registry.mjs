/** A registry of our own, for tests and benchmarks: the packed program is published and installed as users do. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const SERVER = join(import.meta.dirname, 'registry-server.mjs');

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
  writeFileSync(join(folder, 'config.yaml'), configuration(folder, uplink));
  const child = spawn(process.execPath, [SERVER, join(folder, 'config.yaml')], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await portOf(child);
  const url = `http://127.0.0.1:${port}/`;
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

/** The port that it prints once it listens; fails when it ends first. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      const port = said.match(/^(\d+)$/m)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`the local registry ended with ${code}: ${said}`)));
  });
}
