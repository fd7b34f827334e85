/** The request that a product's own description gives as an example. Knows OpenAPI, and no kind of product. */
import { StepError } from './run.mjs';

/**
 * The first operation that takes JSON, with the body that its schema's examples make.
 *
 * @param {object} document OpenAPI 3.1
 * @returns {{path: string, body: unknown}}
 */
export function exampleRequest(document) {
  for (const [path, { post }] of Object.entries(document?.paths ?? {})) {
    const media = post?.requestBody?.content?.['application/json'];
    if (media !== undefined) return { path, body: media.example ?? exampleOf(media.schema ?? {}, document) };
  }
  throw new StepError('The description of the API shows nothing to ask: no POST with a JSON body.');
}

/** A value of a schema: its own example, else its default, else one made of its parts. */
function exampleOf(schema, document) {
  if (schema.$ref) return exampleOf(resolve(schema.$ref, document), document);
  if (schema.examples?.length > 0) return schema.examples[0];
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(choice, document);
  if (schema.type === 'array') return [exampleOf(schema.items ?? {}, document)];
  if (schema.properties) {
    const parts = Object.entries(schema.properties).filter(
      ([name, part]) => schema.required?.includes(name) || part.examples,
    );
    return Object.fromEntries(parts.map(([name, part]) => [name, exampleOf(part, document)]));
  }
  return { string: '', boolean: false, integer: 0, number: 0, object: {} }[schema.type] ?? null;
}

/** `#/components/schemas/Features` → the schema. */
function resolve(reference, document) {
  return reference
    .slice(2)
    .split('/')
    .reduce((part, name) => part?.[name], document);
}
