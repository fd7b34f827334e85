/** A Docker Space on Hugging Face: the Space gets what the image's build needs, and builds it itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';

export const tools = [
  {
    program: 'hf',
    version: ['version'],
    get: 'https://huggingface.co/docs/huggingface_hub/guides/cli (pip install "huggingface_hub>=2")',
    signedIn: ['auth', 'whoami'],
    signIn: 'hf auth login',
  },
];

export const settings = [
  { variable: 'HF_USER', words: 'your user name, or the organisation that the Space belongs to' },
];

const CARD = '.cache/deploy/huggingface/README.md';
const BEFORE = '.cache/deploy/huggingface/before';
const KEPT_HERE = ['*node_modules/*', '*__pycache__/*', 'web/dist/*', '*.env', '*.env.*'];

export function plan({ name, settings: set, found }) {
  const space = `${set.HF_USER}/${name}`;
  const upload = (...what) => ({ run: ['hf', 'upload', space, ...what, '--repo-type', 'space'] });
  const wait = { run: ['hf', 'spaces', 'wait', space, '--timeout', '20m'] };
  const variables = ['APP_ENV=production', 'TRUSTED_PROXIES=private', ...openTo(set)];
  return {
    link: `https://${`${set.HF_USER}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.hf.space`,
    lookups: {
      previous: {
        run: ['hf', 'spaces', 'info', space, '--expand', 'sha,runtime', '--json'],
        pick: runningCommit,
      },
    },
    prepare: [
      {
        run: ['hf', 'repos', 'create', space, '--repo-type', 'space', '--space-sdk', 'docker', '--exist-ok'],
        unless: ['hf', 'spaces', 'info', space],
      },
      ...variables.map((it) => ({ run: ['hf', 'spaces', 'variables', 'add', space, '-e', it] })),
      ...secrets(set, space),
      { write: CARD, text: card() },
    ],
    deploy: [
      upload(CARD, 'README.md'),
      upload(
        '.',
        '.',
        ...each('--include', buildContext()),
        ...each('--exclude', KEPT_HERE),
        ...each('--delete', ['artifacts/*']),
      ),
      wait,
    ],
    rollback: [
      {
        run: [
          'hf',
          'download',
          space,
          '--repo-type',
          'space',
          '--revision',
          found.previous ?? '',
          '--local-dir',
          BEFORE,
        ],
      },
      upload(BEFORE, '.', ...each('--exclude', ['.cache/*']), ...each('--delete', ['*'])),
      wait,
    ],
  };
}

/** Without keys the page may stand in huggingface.co's frame; with them it cannot sign in there. */
function openTo({ AUTH }) {
  if (AUTH === undefined) return [];
  return AUTH === 'none' ? ['AUTH=none', 'FRAME_ANCESTORS=https://huggingface.co'] : [`AUTH=${AUTH}`];
}

const each = (flag, values) => values.flatMap((value) => [flag, value]);

/** What the Dockerfile may see: the lines of .dockerignore that let something in. */
function buildContext() {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const let_in = lines.filter((it) => it.startsWith('!')).map((it) => it.slice(1));
  return ['Dockerfile', '.dockerignore', ...let_in.map((path) => (path.endsWith('/') ? `${path}*` : path))];
}

/** A Space is described by the head of its README. */
function card() {
  const { title, description } = JSON.parse(readFileSync(join(ROOT, 'product.json'), 'utf8'));
  const head = { title, sdk: 'docker', app_port: 8000, short_description: description.slice(0, 60) };
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n# ${title}\n\n${description}\n`;
}

function secrets({ API_KEYS, DATABASE_URL }, space) {
  const lines = Object.entries({ API_KEYS, DATABASE_URL }).filter(([, value]) => value !== undefined);
  if (lines.length === 0) return [];
  const input = lines.map(([key, value]) => `${key}="${value.replaceAll(/\s*\n\s*/g, ';')}"\n`).join('');
  return [{ run: ['hf', 'spaces', 'secrets', 'add', space, '--secrets-file', '/dev/stdin'], input }];
}

/** The commit that runs now; null where none does. */
function runningCommit(text) {
  const { sha, runtime } = JSON.parse(text);
  return runtime?.stage === 'RUNNING' ? (sha ?? null) : null;
}
