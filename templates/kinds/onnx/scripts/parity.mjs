/** npm run parity: proves again that the steps with the bare model, the file and the API give the same answers. */
import { MAKING } from './lib/make.mjs';
import { ensurePython, runModule } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(MAKING);
  await runModule(MAKING, ['making.recheck', ...process.argv.slice(2)]);
});
