/**
 * Ask the API from TypeScript, in a page or in Node: one row, and a table of rows, answered row by row as they come.
 * Only fetch: copy it, or import it.
 *
 *   await predict('http://localhost:8000', { … });
 *   for await (const answer of predictTable('http://localhost:8000', file)) { … }
 */
export type Row = Record<string, string | number | boolean | null>;

export interface Answer {
  id: string;
  prediction: string | number;
  /** Of a class. */
  probabilities?: Record<string, number>;
  /** Of a number: the truth lies within it nine times in ten. */
  interval?: [number, number];
  warnings: { field: string; code: string; message: string }[];
}

export interface Failed {
  id: string;
  errors: { field: string; message: string; expected: string | null; found: string | null }[];
}

/** Answers one row; throws the API's own words if it is refused. */
export async function predict(url: string, row: Row): Promise<Answer> {
  const response = await fetch(`${url}/api/v1/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(row),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.json();
}

/** Answers a table (a file that was dropped on a page, or one from a disk), row by row in its order. */
export async function* predictTable(
  url: string,
  table: Blob,
): AsyncGenerator<(Answer | Failed) & { row: number }> {
  const response = await fetch(`${url}/api/v1/predict/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', accept: 'application/x-ndjson' },
    body: table,
  });
  if (!response.ok || !response.body) throw new Error((await response.json()).detail);
  const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let next = await text.read(); !next.done; next = await text.read()) {
    const lines = (rest + next.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}
