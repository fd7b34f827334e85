/** npm start: sets up what is missing, makes a model if there is none, serves API and page, and prints the link. */
import { portFlag } from './lib/flags.mjs';
import { ensureEnvironments, ensureModel } from './lib/model.mjs';
import { ensureWeb } from './lib/node.mjs';
import { main, StepError, wasInterrupted } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';
import { color, line } from './lib/show.mjs';

await main(async () => {
  const port = portFlag('npm start');
  await Promise.all([ensureWeb(), ensureEnvironments().then(() => ensureModel())]);
  const { ready, ended } = serve({}, port);
  const link = await ready;
  line(`\n  ${color('green', '→')} ${color('bold', link)}   Ctrl-C stops it\n`);
  const { code, output } = await ended;
  if (!wasInterrupted()) throw new StepError(`The server ended with code ${code}.`, output);
});
