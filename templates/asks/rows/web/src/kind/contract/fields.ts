import { type OpenApi, resolve, type Schema } from '../../api/document.ts';

/** How a field is asked for. A yes/no is a choice between two. */
export type Asked = 'number' | 'integer' | 'choice' | 'date' | 'moment' | 'text';

export interface Choice {
  value: unknown;
  label: string;
}

/** One field of the contract, as the form needs it. */
export interface Field {
  /** The form's own name for it; the contract's may hold signs that an id must not. */
  id: string;
  name: string;
  label: string;
  description: string | null;
  unit: string | null;
  asked: Asked;
  /** May be left empty. */
  optional: boolean;
  /** Empty is sent as null; a field that takes no null is left out instead. */
  nullable: boolean;
  choices: Choice[];
  example: unknown;
  limits: Limits;
}

export interface Limits {
  minimum?: number;
  maximum?: number;
  above?: number;
  below?: number;
  minLength?: number;
  maxLength?: number;
}

/** Reads the contract's features out of the API's description, in the contract's order. */
export function featuresOf(document: OpenApi): Field[] {
  const features = document.components?.schemas?.Features ?? {};
  const required = new Set(features.required);
  return Object.entries(features.properties ?? {}).map(([name, schema], index) =>
    fieldOf(`f${index}`, name, resolve(schema, document), required.has(name), document),
  );
}

function fieldOf(id: string, name: string, schema: Schema, required: boolean, document: OpenApi): Field {
  const alternatives = (schema.anyOf ?? []).map((one) => resolve(one, document));
  const nullable = alternatives.some((one) => one.type === 'null') || [schema.type].flat().includes('null');
  const core = alternatives.find((one) => one.type !== 'null') ?? schema;
  const choices = choicesOf(core);
  return {
    id,
    name,
    label: schema.title ?? name,
    description: schema.description ?? null,
    unit: typeof schema['x-unit'] === 'string' ? schema['x-unit'] : null,
    asked: choices.length > 0 ? 'choice' : askedFor(core),
    optional: nullable || !required,
    nullable,
    choices,
    example: schema.examples?.[0] ?? schema.default ?? null,
    limits: {
      minimum: core.minimum,
      maximum: core.maximum,
      above: core.exclusiveMinimum,
      below: core.exclusiveMaximum,
      minLength: core.minLength,
      maxLength: core.maxLength,
    },
  };
}

function choicesOf(schema: Schema): Choice[] {
  if (schema.type === 'boolean')
    return [
      { value: true, label: 'yes' },
      { value: false, label: 'no' },
    ];
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return values.map((value) => ({ value, label: String(value) }));
}

function askedFor(schema: Schema): Asked {
  if (schema.type === 'number' || schema.type === 'integer') return schema.type;
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time' || schema['x-format'] === 'local-date-time') return 'moment';
  return 'text';
}
