/** The folders of `templates/` that make up a product, in the order in which they are laid: the more specific over the more general. */
import type { ModelSpec } from '../spec.ts';

/** How the model is asked: by a row of named fields. */
export type Way = 'rows';

export function wayOf(_spec: ModelSpec): Way {
  return 'rows';
}

/** Every product's; how it is asked; how its artifact is made. */
export function layers(spec: ModelSpec): string[] {
  return ['base', `asks/${wayOf(spec)}`, `kinds/${spec.kind}`];
}
