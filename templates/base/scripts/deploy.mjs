/**
 * npm run deploy -- <target> [--dry-run] [--name <name>] [--image <reference>]
 *
 * Checks first; then the platform's own commands, shown one by one; then the live link. A release that does not answer
 * as it should is taken back. `--dry-run` only prints. `--image` is an image that was built before, as CI does.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  chosenTargets,
  loadTarget,
  missingHere,
  missingInProduct,
  nameOn,
  settingsOf,
  tagOf,
} from './lib/deployment.mjs';
import { fillPlace } from './lib/readme.mjs';
import { ask, handOver, main, StepError } from './lib/run.mjs';
import { color, line } from './lib/show.mjs';
import { commandLine, runSteps, shown } from './lib/steps.mjs';

const OPTIONS = { 'dry-run': { type: 'boolean' }, name: { type: 'string' }, image: { type: 'string' } };
const PATIENCE_MS = 180_000;

await main(async () => {
  const { target, dryRun, ...given } = readArguments();
  const platform = await loadTarget(target);
  const name = nameOn(platform, given.name);
  const missing = [...missingInProduct(), ...(await missingHere(platform, given))];
  const context = { name, image: given.image ?? null, tag: await tagOf(), settings: settingsOf(platform) };
  if (dryRun) return print(platform, context, missing);
  if (missing.length > 0) {
    throw new StepError(
      [`Nothing was done. ${platform.title} needs:`, ...missing.map((it) => `- ${it}`)].join('\n'),
    );
  }
  await deploy(platform, context);
});

function readArguments() {
  let read;
  try {
    read = parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new StepError(`${error.message}\n${usage()}`);
  }
  const { positionals, values } = read;
  if (positionals.length !== 1) throw new StepError(`Say where to: ${usage()}`);
  // Without the dashes in between, npm keeps the flag for itself and says so here only.
  const dryRun = values['dry-run'] === true || process.env.npm_config_dry_run === 'true';
  return { target: positionals[0], dryRun, name: values.name, image: values.image };
}

function usage() {
  return `npm run deploy -- ${chosenTargets().join('|') || '<target>'} [--dry-run] [--name <name>] [--image <reference>]`;
}

function print(platform, context, missing) {
  const words = Object.keys(platform.plan({ ...context, found: {} }).lookups);
  const found = Object.fromEntries(words.map((word) => [word, `<${word}>`]));
  const plan = platform.plan({ ...context, settings: withPlaceholders(platform, context.settings), found });
  line(`\n  ${color('bold', `${platform.title}, as ${context.name}`)}: nothing is run now\n`);
  for (const [word, { run }] of Object.entries(plan.lookups))
    line(`  ${commandLine(run)}   # to know: ${word}`);
  for (const step of [...plan.prepare, ...plan.deploy]) line(`  ${shown(step)}`);
  line(`  npm run smoke -- ${plan.link}`);
  line('\n  and if that fails:\n');
  for (const step of plan.rollback) line(`  ${shown(step)}`);
  if (missing.length > 0) line('\n  Missing until it can be run:\n');
  for (const sentence of missing) line(`  ${color('red', '✖')} ${sentence}`);
  line();
}

/** What is not set stands there by its name. */
function withPlaceholders({ settings }, set) {
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(settings.map(({ variable: it }) => [it, `<${it}>`])),
    ...Object.fromEntries(given),
  };
}

async function deploy(platform, context) {
  const found = await lookUp(platform, context);
  const plan = platform.plan({ ...context, found });
  await runSteps(plan.prepare);
  try {
    await runSteps(plan.deploy);
    await checkLink(plan.link, context.settings);
  } catch (error) {
    await takeBack(plan, found, error);
  }
  if (!context.settings.CI) fillPlace('live link', [`**Live: <${plan.link}>**`]);
  line(`\n  ${color('green', '→')} ${color('bold', plan.link)}\n`);
}

/** Asks the platform, in order: what is found goes into the next question. What must be there and is not ends it. */
async function lookUp(platform, context) {
  const found = {};
  for (const word of Object.keys(platform.plan({ ...context, found }).lookups)) {
    const { run, pick, otherwise } = platform.plan({ ...context, found }).lookups[word];
    const text = await ask(run[0], run.slice(1));
    found[word] = text ? readable(pick, text) : null;
    if (found[word] === null && otherwise !== undefined)
      throw new StepError(`Nothing was done. ${otherwise}`);
  }
  return found;
}

/** What a platform's program says may change with its next version: what cannot be read was not found. */
function readable(pick, text) {
  try {
    return pick(text);
  } catch {
    return null;
  }
}

/** A new name, certificate or machine takes its time: ready first, then the page; what asks for a key needs one. */
async function checkLink(link, { API_KEY, AUTH }) {
  await untilReady(link);
  if (API_KEY === undefined && AUTH !== 'none') {
    const page = await fetch(link).catch(() => null);
    if (!page?.ok) throw new StepError(`${link} shows no page: ${page?.status ?? 'no answer'}.`);
    return line(
      '  It is ready and shows its page. With API_KEY=<one of your keys> predictions are checked too.',
    );
  }
  const env = API_KEY === undefined ? {} : { API_KEY };
  const code = await handOver(process.execPath, ['scripts/smoke.mjs', link], { env });
  if (code !== 0) throw new StepError(`${link} does not answer as it should: see above.`);
}

async function untilReady(link) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(2000)) {
    const response = await fetch(new URL('/readyz', link)).catch(() => null);
    if (response?.ok) return;
  }
  throw new StepError(`${link} is not ready after ${PATIENCE_MS / 1000} s.`);
}

async function takeBack(plan, found, error) {
  if (found.previous === null)
    throw new StepError(`${error.message}\nIt was the first release: there is none to go back to.`);
  line(`\n  ${color('red', '✖')} ${error.message.split('\n')[0]}`);
  await runSteps(plan.rollback);
  throw new StepError(`${error.message}\nThe release before is back: ${plan.link}`);
}
