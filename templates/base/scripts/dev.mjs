/**
 * npm run dev: API and page with reload. Edit the contract, the serving code or the page, and see it. `--port` is the
 * page's, `PORT` the API's.
 */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { portFlag } from './lib/flags.mjs';
import { freePort } from './lib/free-port.mjs';
import { ensureEnvironments, ensureModel } from './lib/model.mjs';
import { ensurePackages, tool } from './lib/node.mjs';
import { main, ROOT, StepError, start, step, wasInterrupted } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';
import { color, line } from './lib/show.mjs';

/** What the server depends on. A save often is several events: the last one within this time counts. */
const WATCHED = ['contract', 'serving', 'artifacts', 'product.json'];
const SETTLED_MS = 150;

await main(async () => {
  const port = portFlag('npm run dev');
  const packages = step('web packages', () => ensurePackages('web'));
  await Promise.all([packages, ensureEnvironments().then(() => ensureModel())]);
  const apiPort = await freePort(Number(process.env.PORT || 8000));
  const pagePort = port || (await freePort(5173));
  const restart = keepServing(apiPort);
  const watchers = WATCHED.map((path) =>
    watch(join(ROOT, path), { recursive: path !== 'product.json' }, restart),
  );

  const env = { API_URL: `http://127.0.0.1:${apiPort}` };
  const vite = [
    tool('web', 'vite/bin/vite.js'),
    '--host',
    '127.0.0.1',
    '--port',
    String(pagePort),
    '--strictPort',
  ];
  const page = start(process.execPath, vite, { cwd: join(ROOT, 'web'), env });
  line(
    `\n  ${color('green', '→')} ${color('bold', `http://127.0.0.1:${pagePort}`)}   the page reloads by itself; Ctrl-C stops it`,
  );
  line(`    http://127.0.0.1:${apiPort}/docs   the API\n`);
  const { code, output } = await page.ended;
  for (const watcher of watchers) watcher.close();
  if (!wasInterrupted()) throw new StepError(`vite ended with code ${code}.`, output);
});

/** Serves now and again after every change; what keeps it from serving is said, and the next change tries again. */
function keepServing(port) {
  let server = null;
  let waiting = null;
  const begin = () => {
    const mine = serve({}, port);
    server = mine;
    mine.ready.then(
      () => line(`  ${color('green', '✔')} serving ${new Date().toLocaleTimeString()}`),
      (error) => {
        if (server !== mine || wasInterrupted()) return;
        for (const text of error.output ?? []) line(`    ${text}`);
        line(`  ${color('red', '✖')} ${error.message}`);
      },
    );
  };
  begin();
  return (_event, name) => {
    if (String(name).includes('__pycache__')) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const before = server;
      server = null;
      before?.child.kill('SIGTERM');
      await before?.ended;
      if (!wasInterrupted()) begin();
    }, SETTLED_MS);
  };
}
