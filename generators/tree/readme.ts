/** What README.md.hbs is rendered with, and the parts of it that the layers above base bring. */
import { isTooLarge, rowsOf } from './kind.ts';
import { layers } from './layers.ts';
import type { Product } from './product.ts';
import { exampleRequest } from './request.ts';

/** `README.parts.md.hbs` of the layers, cut at their `<!-- part: name -->`: each layer brings what only it knows. */
type Parts = Record<string, string>;

export interface ReadmeContext {
  title: string;
  description: string;
  target: string;
  task: string;
  data: string;
  features: string;
  /** What stands behind the address in a call of curl. */
  request: string;
  /** It is asked with a picture, a sound or tensors: how, the README says. */
  picture: boolean;
  sound: boolean;
  tensors: boolean;
  sample: boolean;
  /** The model is not committed. */
  ignored: boolean;
  /** A platform was chosen. */
  deployed: boolean;
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
  return Object.fromEntries(
    names.map((name, at) => [
      name,
      (pieces[2 * at + 1] ?? '').replace(/^\n+|\n+$/g, '').replace(/\n{3,}/g, '\n\n'),
    ]),
  );
}

function readmeContext({ spec, answers, origin }: Product): ReadmeContext {
  const rows = rowsOf(spec);
  return {
    title: answers.title,
    description: answers.description,
    target: rows?.target.label ?? '',
    task: spec.task.replaceAll('-', ' '),
    data: spec.source.fileName,
    features: rows?.features.length === 1 ? 'one column' : `${rows?.features.length ?? 0} columns`,
    request: exampleRequest(spec),
    picture: spec.kind === 'onnx' && spec.steps.image !== undefined,
    sound: spec.kind === 'onnx' && spec.steps.audio !== undefined,
    tensors: spec.task === 'tensor',
    sample: answers.sample !== null,
    ignored: spec.kind === 'onnx' && spec.source.files.some(isTooLarge),
    deployed: answers.deploy.length > 0,
    version: origin.version,
    command: origin.command,
    license: answers.license === 'none' ? null : answers.license,
  };
}
