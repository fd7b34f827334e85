/** npm run use -- v1: serves that version from the next start on. */
import { ensurePython, runModule, TRAINING } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(TRAINING);
  await runModule(TRAINING, ['training.use', ...process.argv.slice(2)]);
});
