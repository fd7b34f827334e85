/** npm run score -- in.parquet out.parquet: answers every row of a file. */
import { ensurePython, runModule, TRAINING } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(TRAINING);
  await runModule(TRAINING, ['training.score', ...process.argv.slice(2)]);
});
