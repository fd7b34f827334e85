/**
 * npm run keys -- list | add NAME [--scopes predict,history] | revoke NAME: who may use the API.
 *
 * A key is shown once, when it is made; only its SHA-256 is kept, in API_KEYS of `.env`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings, writeSetting } from './lib/env-file.mjs';
import { main, ROOT, UsageError } from './lib/run.mjs';
import { color, line } from './lib/show.mjs';

const FILE = join(ROOT, '.env');
const SCOPES = ['predict', 'history', 'admin'];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const USAGE =
  'npm run keys -- list · npm run keys -- add NAME [--scopes predict,history] · npm run keys -- revoke NAME';
const WHEN = 'A server that runs knows it after its next start, a deployed one after the next deploy.';

await main(async () => {
  const { what, name, scopes } = asked(process.argv.slice(2));
  if (what === 'list') return list(readKeys());
  if (what === 'add') return add(readKeys(), name, scopes);
  return revoke(readKeys(), name);
});

function asked(argv) {
  const { positionals, values } = parsed(argv);
  const [what = 'list', name, ...rest] = positionals;
  if (!['list', 'add', 'revoke'].includes(what)) throw new UsageError(`There is no "${what}".\n${USAGE}`);
  if (what !== 'list' && name === undefined)
    throw new UsageError(`${what} which key? Say its name.\n${USAGE}`);
  const tooMany = what === 'list' ? name : rest[0];
  if (tooMany !== undefined)
    throw new UsageError(`"${tooMany}" is one word too many. Scopes go with commas and no spaces.\n${USAGE}`);
  if (values.scopes !== undefined && what !== 'add')
    throw new UsageError(`--scopes goes with add.\n${USAGE}`);
  return { what, name, scopes: (values.scopes ?? 'predict').split(',').map((scope) => scope.trim()) };
}

function parsed(argv) {
  try {
    return parseArgs({ args: argv, allowPositionals: true, options: { scopes: { type: 'string' } } });
  } catch (error) {
    throw new UsageError(`${error.message}\n${USAGE}`);
  }
}

function list(keys) {
  if (keys.length === 0) return line('  There is no key yet. One for the page: npm run keys -- add web');
  for (const { name, scopes } of keys) line(`  ${name.padEnd(24)} ${scopes}`);
}

function add(keys, name, scopes) {
  if (!NAME.test(name))
    throw new UsageError(
      `"${name}" cannot name a key. Expected letters, digits, ".", "_" and "-", 64 at most, a letter or digit first.`,
    );
  if (keys.some((key) => key.name === name))
    throw new UsageError(
      `There is a key "${name}" already. Take another name, or first: npm run keys -- revoke ${name}`,
    );
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined)
    throw new UsageError(`There is no scope "${unknown}". Expected some of: ${SCOPES.join(', ')}.`);
  const given = SCOPES.filter((scope) => scopes.includes(scope));
  const key = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(key).digest('hex');
  writeKeys([...keys, { name, scopes: given.join(','), hash }]);
  line(`  ${color('green', '✔')} ${name} may: ${given.join(', ')}. This is the key. It is not shown again:`);
  line(`\n  ${key}\n`);
  line(`  Programs send it as "Authorization: Bearer …"; people sign in with it on the page. ${WHEN}`);
}

function revoke(keys, name) {
  const rest = keys.filter((key) => key.name !== name);
  if (rest.length === keys.length) {
    const names = keys.map((key) => key.name).join(', ');
    throw new UsageError(`There is no key "${name}". There is: ${names || 'none'}.`);
  }
  writeKeys(rest);
  line(`  ${color('green', '✔')} ${name} is revoked. ${WHEN}`);
}

function readKeys() {
  const entries = (readSettings(FILE).API_KEYS ?? '').split(/[;\n]/).map((entry) => entry.trim());
  return entries.filter(Boolean).map((entry, at) => {
    const [name, scopes, hash, ...rest] = entry.split(':');
    if (!NAME.test(name) || !scopes || !/^[0-9a-f]{64}$/.test(hash ?? '') || rest.length > 0)
      // What stands there is not shown: it may be a key.
      throw new UsageError(
        `API_KEYS in .env cannot be read: entry ${at + 1} is not name:scopes:hash. Take it out, and add the key again.`,
      );
    return { name, scopes, hash };
  });
}

function writeKeys(keys) {
  writeSetting(FILE, 'API_KEYS', keys.map(({ name, scopes, hash }) => `${name}:${scopes}:${hash}`).join(';'));
}
