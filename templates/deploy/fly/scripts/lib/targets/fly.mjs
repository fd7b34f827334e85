/** Fly.io: one machine with a volume, built by Fly's own builder, or an image that is there already. */
export const tools = [
  {
    program: 'fly',
    version: ['version'],
    get: 'https://fly.io/docs/flyctl/install/',
    signedIn: ['auth', 'whoami'],
    signIn: 'fly auth login',
  },
  {
    program: 'docker',
    version: ['--version'],
    get: 'https://docs.docker.com/engine/install/',
    when: ({ image }) => Boolean(image),
  },
];

export const settings = [];

export function plan({ name, image, tag, settings: set, found }) {
  const app = ['--app', name];
  const release = (...from) => ({
    run: ['fly', 'deploy', ...app, '--config', 'deploy/fly/fly.toml', ...from, '--ha=false', '--yes'],
  });
  const pushed = `registry.fly.io/${name}:${tag}`;
  return {
    link: `https://${name}.fly.dev`,
    lookups: { previous: { run: ['fly', 'releases', ...app, '--image', '--json'], pick: newestImage } },
    prepare: [
      { run: ['fly', 'apps', 'create', name], unless: ['fly', 'status', ...app] },
      ...secrets(set, app),
    ],
    deploy:
      image === null
        ? [release('--dockerfile', 'Dockerfile', '--image-label', tag)]
        : [
            { run: ['fly', 'auth', 'docker'] },
            { run: ['docker', 'tag', image, pushed] },
            { run: ['docker', 'push', pushed] },
            release('--image', pushed),
          ],
    rollback: [release('--image', found.previous)],
  };
}

function secrets({ API_KEYS, AUTH, DATABASE_URL }, app) {
  const lines = Object.entries({ API_KEYS, AUTH, DATABASE_URL }).filter(([, value]) => value !== undefined);
  if (lines.length === 0) return [];
  const input = lines.map(([key, value]) => `${key}=${value.replaceAll(/\s*\n\s*/g, ';')}\n`).join('');
  return [{ run: ['fly', 'secrets', 'import', '--stage', ...app], input }];
}

/** The image of the newest release that went through. */
function newestImage(text) {
  const releases = JSON.parse(text);
  return releases.find(({ Status, ImageRef }) => Status === 'complete' && ImageRef)?.ImageRef ?? null;
}
