/**
 * npm run keys [-- list | add NAME [--scopes predict,history] | remove NAME]: who may use the API.
 *
 * A key is shown once, when it is made; only its SHA-256 is kept, in API_KEYS of `.env`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { main, StepError } from './lib/run.mjs';
import { color, line } from './lib/show.mjs';

const FILE = '.env';
const SCOPES = ['predict', 'history', 'admin'];
const USAGE = 'npm run keys · npm run keys -- add NAME --scopes predict,history · npm run keys -- remove NAME';

await main(async () => {
  const { words, scopes } = asked(process.argv.slice(2));
  const [what = 'list', name] = words;
  const keys = readKeys();
  if (what === 'list') return list(keys);
  if (name === undefined) throw new StepError(`Which key? ${USAGE}`);
  if (what === 'add') return add(keys, name, scopes);
  if (what === 'remove') return remove(keys, name);
  throw new StepError(`There is no "${what}". ${USAGE}`);
});

function asked(argv) {
  try {
    const { positionals, values } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { scopes: { type: 'string', default: 'predict' } },
    });
    return { words: positionals, scopes: values.scopes.split(',').map((scope) => scope.trim()) };
  } catch (error) {
    throw new StepError(`${error.message}\n${USAGE}`);
  }
}

function list(keys) {
  if (keys.length === 0) return line(`  There is no key yet. ${USAGE}`);
  for (const { name, scopes } of keys) line(`  ${name.padEnd(24)} ${scopes}`);
}

function add(keys, name, scopes) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new StepError(`"${name}" cannot name a key: letters, digits, ".", "_" and "-", at most 64.`);
  if (keys.some((key) => key.name === name))
    throw new StepError(`There is a key "${name}" already. Remove it first: npm run keys -- remove ${name}`);
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined)
    throw new StepError(`There is no scope "${unknown}". Expected some of: ${SCOPES.join(', ')}.`);
  const key = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(key).digest('hex');
  writeKeys([...keys, { name, scopes: scopes.join(','), hash }]);
  line(`  ${color('green', '✔')} ${name} may: ${scopes.join(', ')}. This is the key; it is not shown again:\n\n  ${key}\n`);
  line('  A server that runs knows it after its next start; deployed ones after the next deploy.');
}

function remove(keys, name) {
  const rest = keys.filter((key) => key.name !== name);
  if (rest.length === keys.length)
    throw new StepError(`There is no key "${name}". There are: ${keys.map((key) => key.name).join(', ') || 'none'}.`);
  writeKeys(rest);
  line(`  ${color('green', '✔')} ${name} is revoked from the next start, or the next deploy, on.`);
}

function readKeys() {
  const value = /^API_KEYS=(.*)$/m.exec(envFile())?.[1] ?? '';
  return value
    .replace(/^["']|["']\s*$/g, '')
    .split(';')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const [name, scopes, hash] = entry.trim().split(':');
      return { name, scopes, hash };
    });
}

/** Everything else in the file stays as its owner wrote it; readable by the owner alone. */
function writeKeys(keys) {
  const setting = `API_KEYS="${keys.map(({ name, scopes, hash }) => `${name}:${scopes}:${hash}`).join(';')}"`;
  const before = envFile();
  const text = /^API_KEYS=.*$/m.test(before)
    ? before.replace(/^API_KEYS=.*$/m, () => setting)
    : `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${setting}\n`;
  writeFileSync(`${FILE}.new`, text, { mode: 0o600 });
  renameSync(`${FILE}.new`, FILE);
}

function envFile() {
  return existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
}
