/** Google Cloud Run: built by Cloud Build, or an image that is there already; kept in Artifact Registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';

export const tools = [
  {
    program: 'gcloud',
    version: ['--version'],
    get: 'https://cloud.google.com/sdk/docs/install',
    signedIn: ['auth', 'print-access-token', '--quiet'],
    signIn: 'gcloud auth login',
  },
  {
    program: 'docker',
    version: ['--version'],
    get: 'https://docs.docker.com/engine/install/',
    when: ({ image }) => Boolean(image),
  },
];

export const settings = [
  { variable: 'GOOGLE_CLOUD_PROJECT', words: "the project's id; billing must be on for it" },
  { variable: 'GOOGLE_CLOUD_REGION', words: 'where it runs', fallback: 'europe-west1' },
];

const SERVICE = '.cache/deploy/cloud-run/service.yaml';
const REPOSITORY = 'products';
const APIS = ['run', 'artifactregistry', 'cloudbuild', 'secretmanager'].map((it) => `${it}.googleapis.com`);

export function plan({ name, image, tag, settings: set, found }) {
  const project = ['--project', set.GOOGLE_CLOUD_PROJECT];
  const region = ['--region', set.GOOGLE_CLOUD_REGION];
  const gcloud = (...args) => ({ run: ['gcloud', ...args, ...project, '--quiet'] });
  const host = `${set.GOOGLE_CLOUD_REGION}-docker.pkg.dev`;
  const pushed = `${host}/${set.GOOGLE_CLOUD_PROJECT}/${REPOSITORY}/${name}:${tag}`;
  const repository = [REPOSITORY, '--location', set.GOOGLE_CLOUD_REGION];
  return {
    link: `https://${name}-${found.number}.${set.GOOGLE_CLOUD_REGION}.run.app`,
    lookups: {
      number: {
        ...gcloud('projects', 'describe', set.GOOGLE_CLOUD_PROJECT, '--format', 'value(projectNumber)'),
        pick: (text) => text,
        otherwise: `There is no project ${set.GOOGLE_CLOUD_PROJECT} for this account: gcloud projects list shows yours.`,
      },
      previous: {
        ...gcloud(
          'run',
          'services',
          'describe',
          name,
          ...region,
          '--format',
          'value(status.latestReadyRevisionName)',
        ),
        pick: (text) => text || null,
      },
    },
    prepare: [
      gcloud('services', 'enable', ...APIS),
      {
        ...gcloud('artifacts', 'repositories', 'create', ...repository, '--repository-format', 'docker'),
        unless: gcloud('artifacts', 'repositories', 'describe', ...repository).run,
      },
      ...keys(name, set, found, gcloud),
      ...(image === null
        ? [
            gcloud(
              'builds',
              'submit',
              '--config',
              'deploy/cloud-run/cloudbuild.yaml',
              '--substitutions',
              `_IMAGE=${pushed}`,
              '.',
            ),
          ]
        : [
            { run: ['gcloud', 'auth', 'configure-docker', host, '--quiet'] },
            { run: ['docker', 'tag', image, pushed] },
            { run: ['docker', 'push', pushed] },
          ]),
      { write: SERVICE, text: service(name, pushed, set) },
    ],
    deploy: [
      gcloud('run', 'services', 'replace', SERVICE, ...region),
      // Anybody may ask for the page; the API asks for a key.
      gcloud(
        'run',
        'services',
        'add-iam-policy-binding',
        name,
        ...region,
        '--member',
        'allUsers',
        '--role',
        'roles/run.invoker',
      ),
    ],
    rollback: [
      gcloud('run', 'services', 'update-traffic', name, ...region, '--to-revisions', `${found.previous}=100`),
    ],
  };
}

/** The keys as a secret that the service may read. Without keys here the secret stays as it is. */
function keys(name, { API_KEYS }, { number }, gcloud) {
  if (API_KEYS === undefined) return [];
  const secret = `${name}-api-keys`;
  const member = `serviceAccount:${number}-compute@developer.gserviceaccount.com`;
  return [
    {
      ...gcloud('secrets', 'create', secret, '--replication-policy', 'automatic'),
      unless: gcloud('secrets', 'describe', secret).run,
    },
    { ...gcloud('secrets', 'versions', 'add', secret, '--data-file=-'), input: API_KEYS },
    gcloud(
      'secrets',
      'add-iam-policy-binding',
      secret,
      '--member',
      member,
      '--role',
      'roles/secretmanager.secretAccessor',
    ),
  ];
}

const KEY_FROM_SECRET = /( +)- name: API_KEYS\n(?:\1 +.*\n)+/;

function service(name, image, { AUTH }) {
  const { name: written } = JSON.parse(readFileSync(join(ROOT, '.ml-product', 'answers.json'), 'utf8'));
  const text = readFileSync(join(ROOT, 'deploy', 'cloud-run', 'service.yaml'), 'utf8')
    .replaceAll(`name: ${written}`, `name: ${name}`)
    .replace('image: IMAGE', () => `image: ${image}`);
  return AUTH === 'none' ? text.replace(KEY_FROM_SECRET, '$1- name: AUTH\n$1  value: none\n') : text;
}
