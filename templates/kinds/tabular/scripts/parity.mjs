/** npm run parity: proves again that the fitted pipeline, the file and the API give the same answers. */
import { ensurePython, runModule, TRAINING } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(TRAINING);
  await runModule(TRAINING, ['training.parity', ...process.argv.slice(2)]);
});
