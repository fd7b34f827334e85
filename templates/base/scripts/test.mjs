/** npm test: contract, model, parity and API by pytest, then the pages in a browser. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { MAKING, TESTED } from './lib/make.mjs';
import { ensureModel } from './lib/model.mjs';
import { ensurePackages, ensureWeb } from './lib/node.mjs';
import { ensurePython, inside, PYTHON_ENV, SERVING } from './lib/python.mjs';
import { handOver, main, ROOT, StepError, step } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';
import { line } from './lib/show.mjs';

await main(async () => {
  const python = ensurePython(SERVING, MAKING).then(() => ensureModel({ synthetic: true }));
  await Promise.all([ensureWeb(), python]);
  let browser;
  await step('browser', async () => {
    await ensurePackages('tests');
    browser = await ensureBrowser(join(ROOT, 'tests'), join(ROOT, '.tools', 'browsers'));
  });

  line(`\n  ${TESTED}\n`);
  const inPython = await handOver(inside(MAKING, 'python'), ['-m', 'pytest', ...process.argv.slice(2)], {
    env: PYTHON_ENV,
  });
  line('\n  pages\n');
  const inBrowser = await testPages(browser);
  if (inPython !== 0 || inBrowser !== 0) throw new StepError('Some tests failed: see above.');
});

/** The pages of real servers, one open and one behind keys, whose logs of predictions are thrown away. */
async function testPages(browser) {
  const folder = mkdtempSync(join(tmpdir(), 'product-test-'));
  const key = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(key).digest('hex');
  const alike = { LOG_LEVEL: 'error', TRUSTED_HOSTS: '', RATE_LIMIT: 'off', DATABASE_URL: '' };
  const servers = [];
  const started = (env) => {
    servers.push(serve({ ...alike, ...env }));
    return servers.at(-1).ready;
  };
  try {
    const log = join(folder, 'predictions.sqlite3');
    const open = await started({ APP_ENV: 'development', AUTH: 'none', DATABASE: log });
    const closed = await started({
      APP_ENV: 'production',
      AUTH: 'keys',
      API_KEYS: `test:predict:${hash}`,
      DATABASE: 'off',
    });
    const env = { PRODUCT_URL: open, CLOSED_URL: closed, CLOSED_KEY: key, BROWSER_PATH: browser };
    const tests = readdirSync(join(ROOT, 'tests', 'browser')).filter((name) => name.endsWith('.test.mjs'));
    const paths = tests.map((name) => join('tests', 'browser', name));
    // One file after another: the history that one looks at would be full of what another has asked.
    const flags = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
    return await handOver(process.execPath, [...flags, ...paths], { env });
  } finally {
    for (const { child } of servers) child.kill('SIGTERM');
    await Promise.allSettled(servers.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  }
}
