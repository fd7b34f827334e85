/** What README.md.hbs is rendered with. */
import type { Product } from './product.ts';

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

export function readmeContext({ spec, answers, origin }: Product): ReadmeContext {
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
