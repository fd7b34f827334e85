/**
 * npm run model: makes sure that there is a model. The committed one; else one made of what lies here; else a made-up
 * one: good for tests, never for answers. `-- --trial` makes one from end to end and serves it nowhere.
 */
import { flagsOf } from './lib/flags.mjs';
import { makeTrial } from './lib/make.mjs';
import { ensureModel } from './lib/model.mjs';
import { main } from './lib/run.mjs';

await main(() => {
  const { trial } = flagsOf({ trial: { type: 'boolean' } }, 'npm run model [-- --trial]');
  return trial ? makeTrial('.cache/trial') : ensureModel({ synthetic: true });
});
