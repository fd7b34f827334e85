import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer } from './problem.ts';

/** The part of JSON Schema that a contract is written in, with the words that OpenAPI lets it carry. */
export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  [word: `x-${string}`]: unknown;
}

/** The API's own description of itself: the page's title and the contract are read from it at run time. */
export interface OpenApi {
  info: { title: string; description?: string; version?: string };
  paths?: Record<string, { post?: Operation }>;
  components?: { schemas?: Record<string, Schema> };
}

/** What an operation takes, by content type. */
interface Operation {
  requestBody?: { content?: Record<string, { example?: unknown }> };
}

export const openApi = queryOptions({
  queryKey: ['openapi'],
  queryFn: readOpenApi,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useOpenApi() {
  return useQuery(openApi);
}

function readOpenApi(): Promise<OpenApi> {
  return answer(readJson('/openapi.json'));
}

async function readJson(path: string): Promise<{ data?: OpenApi; error?: unknown; response: Response }> {
  const response = await fetch(path);
  const told = await response.json().catch(() => undefined);
  return response.ok ? { data: told, response } : { error: told, response };
}

/** Follows `$ref` and a lone `allOf`; what stands beside a reference wins over what it refers to. */
export function resolve(schema: Schema, document: OpenApi): Schema {
  const { $ref, allOf, ...beside } = schema;
  const target = $ref ? document.components?.schemas?.[$ref.split('/').pop() ?? ''] : allOf?.[0];
  return target ? { ...resolve(target, document), ...beside } : schema;
}

/** What people call a field of the contract, where they have a word for it. */
export function labelsOf(document: OpenApi | undefined): (field: string) => string {
  const { Features, Prediction } = document?.components?.schemas ?? {};
  const properties = { ...Features?.properties, ...Prediction?.properties };
  const labels = new Map(Object.entries(properties).map(([name, { title }]) => [name, title ?? name]));
  return (field) => labels.get(field) ?? field;
}
