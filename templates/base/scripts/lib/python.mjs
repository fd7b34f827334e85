/** Python environments: `.venv-serving`, and `.venv` for making models and for tests. Nothing is installed elsewhere. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipSettings } from './pip-settings.mjs';
import { ask, ROOT, run, StepError, start, step } from './run.mjs';
import * as show from './show.mjs';
import { contentOf, isDone, once } from './stamps.mjs';
import { MINORS, PYTHON_RANGE, PYTHONS, QUESTION, wayOut, whyNot } from './supported.mjs';

export const SERVING = { folder: '.venv-serving', requirements: 'requirements/serving.txt' };

const WINDOWS = process.platform === 'win32';

/** Python says what it does at once, in UTF-8, wherever it runs. */
export const PYTHON_ENV = { PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' };

/** A program inside an environment. */
export function inside({ folder }, program) {
  return WINDOWS ? join(ROOT, folder, 'Scripts', `${program}.exe`) : join(ROOT, folder, 'bin', program);
}

/** Makes the environments that are missing or whose requirements have changed. */
export async function ensurePython(...environments) {
  const isReady = (it) => existsSync(inside(it, 'python')) && isDone(stampOf(it), contentOf(it.requirements));
  const stale = environments.filter((it) => !isReady(it));
  if (stale.length === 0) return;
  await step('Python environment', async () => {
    for (const environment of stale) await install(environment);
  });
}

const stampOf = ({ folder }) => `${folder}/.requirements`;

async function install(environment) {
  const { folder, requirements } = environment;
  // A folder whose Python is gone is made anew, whatever its stamp says.
  if (!existsSync(inside(environment, 'python')))
    rmSync(join(ROOT, folder), { recursive: true, force: true });
  await once(stampOf(environment), contentOf(requirements), async () => {
    const python = await findPython();
    const settings = await pipSettings(python);
    const uv = await findUv(python);
    if (uv !== null && (await withUv(uv, python, environment, settings))) return;
    if (uv !== null && (await withUv(uv, python, environment, { ...settings, ...SYSTEM_CERTIFICATES })))
      return;
    await withPip(python, environment);
  });
}

/** A company's certificate often is known to the system only. */
const SYSTEM_CERTIFICATES = { UV_SYSTEM_CERTS: 'true', UV_NATIVE_TLS: 'true' };

async function withPip(python, environment) {
  const { folder, requirements } = environment;
  rmSync(join(ROOT, folder), { recursive: true, force: true });
  await makeVenv(python, folder);
  await run(inside(environment, 'python'), [...PIP_INSTALL, requirements], {
    advice: `The packages in ${requirements} could not be installed.\nIs the network there? Behind a company's mirror, pip's own settings are used: pip config set global.index-url …`,
  });
}

/** The requirements are complete: what a package asks for beyond them was left out on purpose. */
const PIP_INSTALL = [
  '-m',
  'pip',
  'install',
  '--no-deps',
  '--quiet',
  '--disable-pip-version-check',
  '--require-hashes',
  '-r',
];

async function withUv(uv, python, environment, env) {
  const quiet = { env: { ...env, UV_NO_PROGRESS: '1' } };
  const target = inside(environment, 'python');
  if (!existsSync(target)) {
    rmSync(join(ROOT, environment.folder), { recursive: true, force: true });
    const made = await start(uv, ['venv', '--quiet', '--python', python, environment.folder], quiet).ended;
    if (made.code !== 0) return false;
  }
  const sync = ['pip', 'sync', '--quiet', '--require-hashes', '--python', target, environment.requirements];
  return (await start(uv, sync, quiet).ended).code === 0;
}

/** uv, as it is installed here; else brought into the product; null where that fails and pip has to do. */
export async function findUv(python) {
  if ((await ask('uv', ['--version'])) !== null) return 'uv';
  const own = { folder: '.tools/uv' };
  const place = inside(own, 'uv');
  if (existsSync(place)) return place;
  await makeVenv(python, own.folder);
  const { code } = await start(inside(own, 'python'), [...PIP_INSTALL, 'requirements/uv.txt']).ended;
  return code === 0 ? place : null;
}

async function makeVenv(python, folder) {
  await run(python, ['-m', 'venv', folder], {
    advice:
      process.platform === 'linux'
        ? `${python} cannot make environments.\nInstall its venv module (Debian, Ubuntu: sudo apt install python3-venv), or uv, and start again.`
        : `${python} cannot make environments.\nInstall Python from python.org, or uv, and start again.`,
  });
}

let found;

/** The first Python that can be used (supported.mjs), as an absolute path; on Windows the Store's stand-in answers nothing. */
export async function findPython() {
  found ??= searchPython();
  return found;
}

async function searchPython() {
  const newer = MINORS.map((minor) => [`python3.${minor}`]);
  const candidates = [[process.env.PYTHON], ['python3'], ['python'], ['py', '-3'], ...newer].filter(
    ([it]) => it,
  );
  const reasons = new Map();
  for (const [program, ...args] of candidates) {
    const answer = await ask(program, [...args, '-c', QUESTION]);
    const [, major, minor, build, machine, path] = answer?.match(/^(\d+) (\d+) (\S+) (\S+) (.+)$/) ?? [];
    if (path === undefined) continue;
    const reason = whyNot({ major: Number(major), minor: Number(minor), build, machine });
    if (reason === null) return path;
    reasons.set(program, reason);
  }
  const managed = await ask('uv', ['python', 'find', PYTHON_RANGE]);
  if (managed) return managed;
  const seen = [...reasons].map(([program, reason]) => `${program} is ${reason}`);
  const out = `Install it from python.org or with your package manager, or say where it is: PYTHON=/path/to/python npm start`;
  throw new StepError(
    `Python ${PYTHONS} is needed; ${seen.length > 0 ? seen.join(', ') : 'none was found'}.\n${wayOut([...reasons.values()]) ?? out}`,
  );
}

/**
 * Runs a module of the product and shows its progress: JSON lines {step, state, fraction, text} on standard output.
 *
 * @param {{folder: string}} environment
 * @param {string[]} args e.g. ['training', '--data', 'new.csv']
 */
export async function runModule(environment, [module, ...args], { advice = '' } = {}) {
  const reported = [];
  const onEvent = (event) => {
    if (event.state === 'failed') reported.push(event.text);
    else showEvent(event);
  };
  const { ended } = startModule(environment, [module, ...args], { onEvent });
  const { code, output } = await ended;
  if (code === 0) return;
  if (reported.length > 0) throw new StepError(reported.join('\n'));
  throw new StepError(advice || `python -m ${module} ended with code ${code}.`, output);
}

/** Starts a module without waiting for its end. Every event of its goes to `onEvent`. */
export function startModule(environment, [module, ...args], { env = {}, onEvent, onError, tied }) {
  const onLine = (text) => {
    const event = parseEvent(text);
    if (event !== null) onEvent(event);
    return event !== null;
  };
  return start(inside(environment, 'python'), ['-m', module, ...args], {
    env: { ...PYTHON_ENV, ...env },
    onLine,
    onError,
    tied,
  });
}

function parseEvent(text) {
  if (!text.startsWith('{')) return null;
  try {
    const event = JSON.parse(text);
    return typeof event.step === 'string' && typeof event.state === 'string' ? event : null;
  } catch {
    return null;
  }
}

export function showEvent({ step: label, state, fraction, text }) {
  if (state === 'start') show.begin(label);
  else if (state === 'progress') show.progress(label, fraction, text);
  else if (state === 'done') show.done(label, text);
  else if (state === 'warning') show.warning(label, text);
}
