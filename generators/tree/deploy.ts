/** Where a product can be deployed: each target is a folder of `templates/deploy/`, laid over the product. */
import { acceptableName, isAccepted } from '../../templates/base/scripts/lib/platform-name.mjs';
import { UserError } from '../errors.ts';
import type { Templates } from '../templates.ts';
import type { ProductAnswers } from './product.ts';

/** `deploy/<target>/target.json` of the product: what its scripts and the generator both need to know. */
export interface Target {
  title: string;
  /** The names that the platform accepts. */
  name: { pattern: string; max: number; rule: string };
}

/** Stands for the product's name in the files of `templates/deploy/`, where a platform reads it from a file. */
const NAME = '<name>';

/**
 * Said before anything is written: a platform would say it only after the image was built.
 *
 * Throws UserError `bad-name` for a name that one of the chosen platforms does not accept.
 */
export function checkDeployName(
  { name, deploy }: Pick<ProductAnswers, 'name' | 'deploy'>,
  templates: Templates,
): void {
  const targets = deploy.map((it) => readTarget(templates, it));
  const refusing = targets.find((it) => !isAccepted(name, it.name));
  if (refusing === undefined) return;
  const { title, name: accepted } = refusing;
  const shortest = Math.min(...targets.map((it) => it.name.max));
  throw new UserError('bad-name', `${title} does not accept the name "${name}": ${accepted.rule}.`, {
    hint: `Give it one that does: --name ${acceptableName(name, shortest)}`,
  });
}

function readTarget(templates: Templates, target: string): Target {
  return JSON.parse(templates.read(`deploy/${target}/deploy/${target}/target.json`).toString('utf8'));
}

/** A file of a target's folder, with the product's name in it. */
export function named(content: Buffer, { name }: Pick<ProductAnswers, 'name'>): Buffer {
  return content.includes(NAME) ? Buffer.from(content.toString('utf8').replaceAll(NAME, name)) : content;
}
