import { type OpenApi, useOpenApi } from '../../api/document.ts';
import { type Field, featuresOf } from './fields.ts';
import { type Target, targetOf } from './prediction.ts';

export interface Contract {
  fields: Field[];
  byName: Map<string, Field>;
  target: Target;
}

const read = new WeakMap<OpenApi, Contract>();

/** The contract as the API describes it, read once; undefined until the description is there. */
export function useContract(): Contract | undefined {
  const document = useOpenApi().data;
  return document && contractOf(document);
}

export function contractOf(document: OpenApi): Contract {
  const known = read.get(document);
  if (known) return known;
  const fields = featuresOf(document);
  const byName = new Map(fields.map((field) => [field.name, field]));
  const contract = { fields, byName, target: targetOf(document) };
  read.set(document, contract);
  return contract;
}
