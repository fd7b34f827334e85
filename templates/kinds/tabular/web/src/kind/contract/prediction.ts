import { type OpenApi, resolve } from '../../api/document.ts';

/** What the model answers, in the contract's words. */
export interface Target {
  label: string;
  description: string | null;
  /** Null where a number is predicted. */
  classes: string[] | null;
  /** Of two classes, the one that the probability and the threshold are about. */
  positive: string | null;
  words: Record<string, string>;
  alert: boolean;
  unit: string | null;
  digits: number | undefined;
}

/** Reads the one field of the contract's `Prediction`. */
export function targetOf(document: OpenApi): Target {
  const [name, raw] = Object.entries(document.components?.schemas?.Prediction?.properties ?? {})[0] ?? [
    'answer',
    {},
  ];
  const schema = resolve(raw, document);
  const values = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  return {
    label: schema.title ?? name,
    description: schema.description ?? null,
    classes: values?.map(String) ?? null,
    positive: typeof schema['x-positive'] === 'string' ? schema['x-positive'] : null,
    words: (schema['x-words'] as Record<string, string> | undefined) ?? {},
    alert: schema['x-alert'] === true,
    unit: typeof schema['x-unit'] === 'string' ? schema['x-unit'] : null,
    digits: typeof schema['x-digits'] === 'number' ? schema['x-digits'] : undefined,
  };
}

/** What the page says for a class: the contract's word, or the class itself. */
export function wordFor(target: Target, name: string): string {
  return target.words[name] ?? name;
}
