/** A browser for the tests: an installed Chrome, Edge or Chromium, else one from the system, else Playwright's own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ask, run, StepError, start } from './run.mjs';

const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const BUNDLES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const WINDOWS_PLACES = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/**
 * The place of a browser; installs one if there is none.
 *
 * @param {string} packages a folder whose node_modules hold playwright-core
 * @param {string} downloads where Playwright may put its own browser
 */
export async function ensureBrowser(packages, downloads) {
  return (await installed()) ?? (await fromSystem()) ?? (await fromPlaywright(packages, downloads));
}

async function installed() {
  for (const place of [process.env.BROWSER_PATH, ...(await places())]) {
    if (place && existsSync(place)) return place;
  }
  return null;
}

async function places() {
  if (process.platform === 'darwin') return BUNDLES;
  if (process.platform === 'win32') {
    const folders = [
      process.env.PROGRAMFILES,
      process.env['PROGRAMFILES(X86)'],
      process.env.LOCALAPPDATA,
    ].filter(Boolean);
    return folders.flatMap((folder) => WINDOWS_PLACES.map((place) => join(folder, place)));
  }
  const found = [];
  for (const command of COMMANDS) {
    // A name alone proves nothing: some systems have a stand-in that only says how to install the real one.
    if ((await ask(command, ['--version'])) !== null)
      found.push(await ask('sh', ['-c', `command -v ${command}`]));
  }
  return found;
}

/** Debian's and Ubuntu's package, where this process may install it. */
async function fromSystem() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return null;
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  if ((await start('apt-get', ['update', '-qq'], quiet).ended).code !== 0) return null;
  await start('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet).ended;
  return installed();
}

async function fromPlaywright(packages, downloads) {
  const folder = join(packages, 'node_modules', 'playwright-core');
  const env = { PLAYWRIGHT_BROWSERS_PATH: downloads };
  await run(process.execPath, [join(folder, 'cli.js'), 'install', 'chromium'], {
    env,
    advice:
      'There is no browser to test in, and none could be installed.\nInstall Chrome, Edge or Chromium, or say where one is: BROWSER_PATH=/path/to/chrome npm test',
  });
  const question = `import(${JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href)}).then((it) => console.log(it.chromium.executablePath()))`;
  const place = await ask(process.execPath, ['-e', question], { env });
  if (place && existsSync(place)) return place;
  throw new StepError(
    'Playwright installed a browser that cannot be found. Set BROWSER_PATH to one that is there.',
  );
}
