/** npm run score -- in.parquet out.parquet: answers every row of a file. */
import { MAKING } from './lib/make.mjs';
import { ensurePython, runModule } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(MAKING);
  await runModule(MAKING, ['training.score', ...process.argv.slice(2)]);
});
