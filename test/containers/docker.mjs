/**
 * Stands in for `docker` in the workflow's commands: `node docker.mjs <host's process> build|run|stop|logs|rm …`.
 *
 * Building goes to buildah with the stand-in base images, all else to podman inside a host of its own (host.ts), where
 * a container's port is the host's, so that --publish has nothing to do.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, STORAGE } from './builder.mjs';
import { buildImage } from './images.mjs';
import { tryRun } from './run.mjs';

const [host, command, ...rest] = process.argv.slice(2);
const { code, output } = command === 'build' ? await build(rest) : await podman([command, ...rest]);
process.stdout.write(output);
process.exitCode = code;

function build(args) {
  const options = { tag: { type: 'string' }, 'build-arg': { type: 'string', multiple: true } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const given = (values['build-arg'] ?? []).map((it) => it.split(/=(.*)/s).slice(0, 2));
  return buildImage(positionals[0], { tag: values.tag, args: Object.fromEntries(given) });
}

function podman(args) {
  const env = { ...process.env, CONTAINERS_CONF: join(CACHE, 'containers.conf') };
  return tryRun('nsenter', ['-t', host, '-m', '-n', 'podman', ...STORAGE, ...args], { env });
}
