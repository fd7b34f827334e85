/** Render: builds the Dockerfile of a pushed commit. The service is made once from render.yaml, in the browser. */
export const tools = [
  {
    program: 'render',
    version: ['--version'],
    get: 'https://render.com/docs/cli',
    signedIn: ['whoami', '--output', 'json', '--confirm'],
    signIn: 'render login',
  },
  { program: 'git', version: ['--version'], get: 'https://git-scm.com/downloads' },
];

export const settings = [];

const QUIET = ['--output', 'json', '--confirm'];

export function plan({ name, found }) {
  const service = found.service?.id ?? '<service>';
  const release = (commit) => ({
    run: ['render', 'deploys', 'create', service, '--commit', commit, '--wait', '--confirm'],
  });
  return {
    link: found.service?.url ?? `https://${name}.onrender.com`,
    lookups: {
      service: {
        run: ['render', 'services', ...QUIET],
        pick: (text) => serviceNamed(name, text),
        otherwise: `Render has no service ${name} yet. Once: push this repository, open https://dashboard.render.com/blueprint/new and choose it.\nRender reads render.yaml, asks for API_KEYS (npm run keys -- add web) and gives the link. From then on this command deploys.`,
      },
      commit: { run: ['git', 'rev-parse', 'HEAD'], pick: (text) => text },
      previous: {
        run: ['render', 'deploys', 'list', service, ...QUIET],
        pick: liveCommit,
      },
    },
    prepare: [{ run: ['render', 'blueprints', 'validate', 'render.yaml'] }],
    deploy: [release(found.commit)],
    rollback: [release(found.previous)],
  };
}

function serviceNamed(name, text) {
  const services = JSON.parse(text).map((it) => it.service ?? it);
  const found = services.find((it) => it.name === name);
  return found === undefined ? null : { id: found.id, url: found.serviceDetails?.url };
}

function liveCommit(text) {
  const deploys = JSON.parse(text).map((it) => it.deploy ?? it);
  return deploys.find(({ status }) => status === 'live')?.commit?.id ?? null;
}
