/** npm run make: makes the next version from the model and contract/steps.json, and serves it from the next start on. */
import { make } from './lib/make.mjs';
import { main } from './lib/run.mjs';

await main(() => make(process.argv.slice(2)));
