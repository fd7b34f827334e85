/**
 * npm run model: makes sure that there is a model. The committed one; else one trained on the data; else, where the
 * data is not here either, one trained on rows drawn from the contract: good for tests, never for answers.
 */
import { ensureModel } from './lib/model.mjs';
import { main } from './lib/run.mjs';

await main(() => ensureModel({ synthetic: true }));
