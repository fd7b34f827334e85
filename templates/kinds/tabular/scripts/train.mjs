/** npm run train [-- --data new.csv]: trains the next version and makes it the one that is served. */
import { make } from './lib/make.mjs';
import { main } from './lib/run.mjs';

await main(() => make(process.argv.slice(2)));
