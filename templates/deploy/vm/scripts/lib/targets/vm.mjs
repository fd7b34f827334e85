/** A machine with Docker, over ssh: Compose with the app and Caddy, kept up by systemd. No registry is needed. */
export const tools = [
  { program: 'ssh', version: ['-V'], get: 'the package openssh-client of your system' },
  { program: 'docker', version: ['--version'], get: 'https://docs.docker.com/engine/install/' },
];

export const settings = [
  { variable: 'VM_HOST', words: 'the machine as ssh knows it, for example deploy@203.0.113.7' },
  { variable: 'VM_DOMAIN', words: 'the name that points to the machine, for example predict.example.com' },
];

/** `uname -m` → as docker says it. */
const PLATFORMS = { x86_64: 'linux/amd64', aarch64: 'linux/arm64' };

export function plan({ name, image, tag, settings: set, found }) {
  const folder = `/opt/${name}`;
  const built = image ?? `${name}:${tag}`;
  const onMachine = (command, more = {}) => ({ run: ['ssh', set.VM_HOST, command], ...more });
  const labels = ['--build-arg', `TITLE=${name}`, '--build-arg', `REVISION=${tag}`];
  // The machine's own, where it is another one's than this machine's.
  const platform = found.processor ? ['--platform', found.processor] : [];
  const release = (of) => onMachine(`sh ${folder}/release.sh ${of} ${set.VM_DOMAIN}`);
  return {
    link: `https://${set.VM_DOMAIN}`,
    lookups: {
      docker: {
        run: ['ssh', '-o', 'ConnectTimeout=10', set.VM_HOST, 'docker compose version'],
        pick: (text) => text,
        otherwise: `${set.VM_HOST} cannot be reached with ssh, or Docker with Compose is not there.\nTry: ssh ${set.VM_HOST} docker compose version. Install it: https://docs.docker.com/engine/install/`,
      },
      processor: {
        run: ['ssh', set.VM_HOST, 'uname -m'],
        pick: (text) => PLATFORMS[text] ?? null,
      },
      previous: {
        run: ['ssh', set.VM_HOST, `cat ${folder}/release.env`],
        pick: (text) => text.match(/^IMAGE=(.+)$/m)?.[1] ?? null,
      },
    },
    prepare: [
      image === null
        ? { run: ['docker', 'build', ...platform, ...labels, '--tag', built, '.'] }
        : { run: ['docker', 'pull', built], unless: ['docker', 'image', 'inspect', built] },
      onMachine(`mkdir -p ${folder}`),
      { run: ['scp', '-r', 'deploy/vm/.', `${set.VM_HOST}:${folder}/`] },
      ...keys(set, folder, onMachine),
      {
        pipe: [
          ['docker', 'save', built],
          ['ssh', '-C', set.VM_HOST, 'docker load'],
        ],
      },
    ],
    deploy: [release(built)],
    rollback: [release(found.previous)],
  };
}

function keys({ API_KEYS, AUTH, DATABASE_URL }, folder, onMachine) {
  const lines = Object.entries({ API_KEYS, AUTH, DATABASE_URL }).filter(([, value]) => value !== undefined);
  if (lines.length === 0) return [];
  const input = lines.map(([key, value]) => `${key}=${value.replaceAll(/\s*\n\s*/g, ';')}\n`).join('');
  return [onMachine(`umask 077 && cat > ${folder}/settings.env`, { input })];
}
