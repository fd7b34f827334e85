/** The folders of `templates/` that make up a product, in the order in which they are laid: the more specific over the more general. */
import type { ModelSpec } from '../spec.ts';

/** How the model is asked: by a row of named fields, or by a picture, a text, a sound or tensors. */
export type Way = 'rows' | 'media';

export function wayOf(spec: ModelSpec): Way {
  return spec.kind === 'tabular' || spec.task === 'tabular' ? 'rows' : 'media';
}

/** What is sent, where decoding it takes packages of its own: a product around a text model has no use for pictures'. */
const SENT = ['image', 'text', 'audio'] as const;

/** Every product's; how it is asked; what is sent to it; how its artifact is made. */
export function layers(spec: ModelSpec): string[] {
  const sent = spec.kind === 'onnx' ? SENT.filter((it) => spec.steps[it] !== undefined) : [];
  return ['base', `asks/${wayOf(spec)}`, ...sent.map((it) => `sent/${it}`), `kinds/${spec.kind}`];
}
