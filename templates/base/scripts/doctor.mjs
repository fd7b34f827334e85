/** npm run doctor [-- target …]: what is missing to deploy, with the way out of each. Changes nothing. */
import { chosenTargets, loadTarget, missingHere, missingInProduct } from './lib/deployment.mjs';
import { ask, main, StepError } from './lib/run.mjs';
import { color, line } from './lib/show.mjs';

await main(async () => {
  const named = process.argv.slice(2);
  const targets = await Promise.all((named.length > 0 ? named : chosenTargets()).map(loadTarget));
  const reports = [
    ['the product', missingInProduct()],
    ...(await Promise.all(targets.map(async (it) => [it.title, await missingHere(it, { image: null })]))),
    ...(targets.length === 0 ? [['this machine', await missingBuilder()]] : []),
  ];
  for (const [title, missing] of reports) {
    line(`\n  ${color('bold', title)}`);
    if (missing.length === 0) line(`  ${color('green', '✔')} nothing is missing`);
    for (const sentence of missing) line(`  ${color('red', '✖')} ${sentence}`);
  }
  line();
  const count = reports.reduce((sum, [, missing]) => sum + missing.length, 0);
  if (count > 0) throw new StepError(count === 1 ? 'One thing is missing.' : `${count} things are missing.`);
});

/** Without a target: what builds the image. */
async function missingBuilder() {
  const builders = await Promise.all(['docker', 'podman'].map((it) => ask(it, ['--version'])));
  if (builders.some((it) => it !== null)) return [];
  return [
    'Neither docker nor podman is here, and one builds the image: https://docs.docker.com/engine/install/',
  ];
}
