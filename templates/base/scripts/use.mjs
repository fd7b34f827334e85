/** npm run use -- v1: serves that version from the next start on. */
import { MAKING } from './lib/make.mjs';
import { ensurePython, runModule } from './lib/python.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensurePython(MAKING);
  await runModule(MAKING, ['publishing.use', ...process.argv.slice(2)]);
});
