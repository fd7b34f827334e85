import { type OpenApi, resolve } from '../../api/document.ts';
import type { Truth } from '../../history/views.ts';
import { percent, quantity } from '../../show/format.ts';

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

/** How the truth about an answer is told. */
export function truthOf(target: Target): Truth {
  if (!target.classes) return { asked: 'number', unit: target.unit };
  const choices = target.classes.map((value) => ({ value, label: wordFor(target, value) }));
  return { asked: 'choice', choices };
}

/** An answer in a few words: the class with its probability (of two, the positive one's), or the value. */
export function inBrief(target: Target, { prediction, probabilities }: Told): string {
  if (!target.classes) return quantity(Number(prediction), target.unit, target.digits);
  const name = String(prediction);
  const share = probabilities?.[target.positive ?? name];
  return share === undefined ? wordFor(target, name) : `${wordFor(target, name)} · ${percent(share)}`;
}

interface Told {
  prediction: unknown;
  probabilities?: Record<string, number> | null;
}
