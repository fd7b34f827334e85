/**
 * npm test: installs what is missing, checks types and format, and runs all tests. Ends with `N passed, N failed`.
 *
 * `npm test -- --without containers` leaves a group of tests out, and says so in its last line; all other arguments are
 * vitest's. Expensive tests keep their results under `.cache/`, by the content that they depend on (test/e2e/cached.ts).
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from '../templates/base/scripts/lib/browser.mjs';
import { ensureBuild, ensurePackages, handOver, npm, ROOT } from './prepare.mjs';
import { ensureTrainingPython } from './python.mjs';

const RESULTS = join(ROOT, '.cache', 'test-results.json');
/** The projects of vitest.config.ts, and those of them that can be left out. */
const PROJECTS = ['unit', 'e2e', 'containers'];
const GROUPS = ['containers', 'e2e'];

const { without, others } = read(process.argv.slice(2));

ensurePackages();
ensureBuild();
const browser = await ensureBrowser(ROOT, join(ROOT, '.cache', 'browsers'));
const python = await ensureTrainingPython();
const checked = await handOver(...npm(['run', '--silent', 'check']));

mkdirSync(join(ROOT, '.cache'), { recursive: true });
rmSync(RESULTS, { force: true });
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
// Named, not left out: of several that are left out, vitest would leave out none.
const chosen =
  without.length > 0 ? PROJECTS.filter((it) => !without.includes(it)).map((it) => `--project=${it}`) : [];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
const tested = await handOver(process.execPath, [vitest, 'run', ...reporters, ...chosen, ...others], {
  env: { ...process.env, BROWSER_PATH: browser, ML_PRODUCT_PYTHON: python },
});

const { passed, failed } = count();
if (checked !== 0) console.log('npm run check failed: see above.');
const leftOut = without.length > 0 ? `   (without ${without.join(', ')})` : '';
console.log(
  `${passed + (checked === 0 ? 1 : 0)} passed, ${failed + (checked === 0 ? 0 : 1)} failed${leftOut}`,
);
process.exitCode = checked !== 0 || tested !== 0 || failed > 0 || passed === 0 ? 1 : 0;

/** From vitest's own report. A file that could not even be loaded counts as one failure; no report is one too. */
function count() {
  try {
    const report = JSON.parse(readFileSync(RESULTS, 'utf8'));
    const broken = report.testResults.filter(
      (it) => it.status === 'failed' && it.assertionResults.length === 0,
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function read(args) {
  const without = [];
  const others = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--without') without.push(args[++at]);
    else others.push(args[at]);
  }
  const unknown = without.filter((it) => !GROUPS.includes(it));
  if (unknown.length > 0) {
    console.error(
      `There is no group of tests to leave out with --without ${unknown.join(', ')}: ${GROUPS.join(', ')}.`,
    );
    process.exit(2);
  }
  return { without, others };
}
