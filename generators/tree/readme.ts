/** What README.md.hbs is rendered with, and the parts of it that the layers above base bring. */
import { layers } from './layers.ts';
import type { Product } from './product.ts';

/** `README.parts.md.hbs` of the layers, cut at their `<!-- part: name -->`: each layer brings what only it knows. */
type Parts = Record<string, string>;

export interface ReadmeContext {
  title: string;
  description: string;
  target: string;
  task: string;
  data: string;
  features: string;
  /** The body of a request, on one line, safe between single quotes in a shell. */
  request: string;
  sample: boolean;
  version: string;
  command: string;
  license: string | null;
}

/** The whole README's text. */
export function readme(product: Product): string {
  const context = readmeContext(product);
  const files = layers(product.spec).map((layer) => `${layer}/README.parts.md.hbs`);
  const parts = files
    .filter((path) => product.templates.paths.includes(path))
    .map((path) => partsOf(product.templates.render(path, context)));
  return product.templates.render('base/README.md.hbs', { ...context, parts: Object.assign({}, ...parts) });
}

function partsOf(text: string): Parts {
  const [, ...pieces] = text.split(/^<!-- part: (\w+) -->$/m);
  const names = pieces.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, (pieces[2 * at + 1] ?? '').replace(/^\n+|\n+$/g, '')]));
}

function readmeContext({ spec, answers, origin }: Product): ReadmeContext {
  const example = Object.fromEntries(spec.features.map(({ field, example }) => [field, example]));
  return {
    title: answers.title,
    description: answers.description,
    target: spec.target.label,
    task: spec.task,
    data: spec.source.fileName,
    features: spec.features.length === 1 ? 'one column' : `${spec.features.length} columns`,
    request: JSON.stringify(example).replaceAll("'", "'\\''"),
    sample: answers.sample !== null,
    version: origin.version,
    command: origin.command,
    license: answers.license === 'none' ? null : answers.license,
  };
}
