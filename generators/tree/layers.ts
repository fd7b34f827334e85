/** The folders of `templates/` that make up a product, in the order in which they are laid: the more specific over the more general. */
import type { ModelSpec } from '../spec.ts';

/** How the model is asked: by a row of named fields, or by a picture, a text, a sound or tensors. */
export type Way = 'rows' | 'media';

export function wayOf(spec: ModelSpec): Way {
  return spec.kind === 'tabular' || spec.task === 'tabular' ? 'rows' : 'media';
}

/** Every product's; how it is asked; how its artifact is made. */
export function layers(spec: ModelSpec): string[] {
  return ['base', `asks/${wayOf(spec)}`, `kinds/${spec.kind}`];
}
