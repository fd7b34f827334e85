/**
 * Where this product can be deployed, and what keeps it from that.
 *
 * A target is a folder `deploy/<target>/` with target.json (title, the names it accepts) and a module
 * `scripts/lib/targets/<target>.mjs`:
 *   tools      programs that must be here: [{program, version: [args], get: where it is had, signedIn?: [args], signIn?: command}]
 *   settings   [{variable, words, fallback?}], from the environment or .env
 *   plan({name, image, tag, settings, found}) → {link, lookups, prepare, deploy, rollback}
 *              steps (lib/steps.mjs). `lookups` {word: {run, pick, otherwise?}} are asked first, and `found` holds what was
 *              found, or null; with `otherwise`, a sentence, null ends it. `previous` is the release to go back to
 *   problems?({image, settings}) → [sentence]   what else is missing; `image` is undefined where none is given, and null
 *                                               where nobody asked for one
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownSettings } from './dotenv.mjs';
import { acceptableName, isAccepted } from './platform-name.mjs';
import { ask, ROOT, StepError } from './run.mjs';

const FOLDER = join(ROOT, 'scripts', 'lib', 'targets');

/** The targets that were chosen when the product was written. */
export function chosenTargets() {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => name.slice(0, -'.mjs'.length))
    .sort();
}

/** A target's module with its target.json. Throws a StepError that names those there are. */
export async function loadTarget(target) {
  const chosen = chosenTargets();
  if (!chosen.includes(target)) {
    const there =
      chosen.length === 0 ? 'none was chosen when it was written' : `there is ${chosen.join(', ')}`;
    throw new StepError(
      `This product has no deployment ${JSON.stringify(target)}: ${there}.\nTargets are chosen when it is written: the command in README.md, with --deploy <target>.`,
    );
  }
  const module = await import(pathToFileURL(join(FOLDER, `${target}.mjs`)).href);
  const about = JSON.parse(readFileSync(join(ROOT, 'deploy', target, 'target.json'), 'utf8'));
  return { ...module, ...about, target };
}

/** The product's name on the platform. Throws a StepError if the platform does not accept it. */
export function nameOn({ title, name: accepted }, given) {
  const name = given ?? JSON.parse(readFileSync(join(ROOT, 'product.json'), 'utf8')).name;
  if (isAccepted(name, accepted)) return name;
  throw new StepError(
    `${title} does not accept the name "${name}": ${accepted.rule}.\nGive it another one there: --name ${acceptableName(name, accepted.max)}`,
  );
}

/** The settings of a target: what is set, or its fallback. Keys and database go with them. */
export function settingsOf({ settings }) {
  const own = ownSettings();
  const fallbacks = Object.fromEntries(settings.map(({ variable, fallback }) => [variable, fallback]));
  return { ...fallbacks, ...own };
}

/** What is missing on this machine for a target: sentences, each with the way out. Nothing is changed. */
export async function missingHere(target, { image } = {}) {
  const settings = settingsOf(target);
  return [
    ...(await Promise.all(target.tools.map((tool) => missingTool(tool, { image })))).flat(),
    ...target.settings
      .filter(({ variable }) => settings[variable] === undefined)
      .map(
        ({ variable, words }) => `${variable} is not set: ${words}. Set it in the environment or in .env.`,
      ),
    ...(target.problems?.({ image, settings }) ?? []),
  ];
}

/** What every target needs of the product. */
export function missingInProduct() {
  return [...missingModel(), ...missingKey(ownSettings())];
}

/** The image carries its model. */
function missingModel() {
  const current = join(ROOT, 'artifacts', 'current');
  const version = existsSync(current) ? readFileSync(current, 'utf8').trim() : null;
  if (version === null) return ['There is no model in artifacts/: npm start makes one.'];
  if (existsSync(join(ROOT, 'artifacts', version))) return [];
  return [
    `artifacts/current names ${version}, which is not there: npm run use -- another version, or make one.`,
  ];
}

async function missingTool({ program, version, get, signedIn, signIn, when }, context) {
  if (when !== undefined && !when(context)) return [];
  if ((await ask(program, version)) === null) return [`${program} is not here. Install it: ${get}`];
  // In CI a token often may do one thing only, and not say whose it is.
  if (signedIn === undefined || ownSettings().CI || (await ask(program, signedIn)) !== null) return [];
  return [`${program} is not signed in: ${signIn}`];
}

/** In production nobody gets in without a key. CI deploys again, and the platform keeps the keys that it was given. */
function missingKey({ API_KEYS, AUTH, CI }) {
  if (API_KEYS !== undefined || AUTH === 'none' || CI !== undefined) return [];
  return [
    'There is no key to get in with: npm run keys -- add web makes one (or set AUTH=none in .env: open to everybody).',
  ];
}

/** Names this state of the product: its commit, or the time where there are changes or no git. */
export async function tagOf(now = new Date()) {
  const commit = await ask('git', ['rev-parse', '--short=12', 'HEAD']);
  const changes = await ask('git', ['status', '--porcelain']);
  if (commit !== null && changes === '') return commit;
  return now.toISOString().replace(/\D/g, '').slice(0, 14);
}
