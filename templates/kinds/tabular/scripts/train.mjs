/** npm run train [-- --data new.csv]: trains the next version and makes it the one that is served. */
import { train } from './lib/model.mjs';
import { main } from './lib/run.mjs';

await main(() => train(process.argv.slice(2)));
