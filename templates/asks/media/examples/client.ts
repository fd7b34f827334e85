/**
 * Ask the API from TypeScript, in a page or in Node. Only fetch: copy it, or import it.
 *
 *   await predict('http://localhost:8000', { text: 'A sentence.' });
 *   await predictFiles('http://localhost:8000', input.files);
 */
export type Question =
  /** A file in base64. */
  | { image: string }
  | { audio: string }
  | { text: string }
  /** Several texts, where the model says how near they are. */
  | { texts: string[] }
  /** Every input of the model by its name, as nested lists. */
  | { inputs: Record<string, unknown> };

export interface Answer {
  id: string;
  model_version: string;
  warnings: { field: string; code: string; message: string }[];
  /** The likeliest labels, the best first. */
  predictions?: { label: string; score: number }[];
  /** What was found in a picture: left, top, right, bottom, in its pixels. */
  boxes?: { label: string; score: number; box: [number, number, number, number] }[];
  /** The picture that the model made, as PNG in base64. */
  image?: string;
  /** The parts of a text that the model names. */
  spans?: { start: number; end: number; text: string; label: string; score: number }[];
  embedding?: number[] | number[][];
  /** Of two texts: 1 is the same, 0 is unrelated. */
  similarity?: number;
  /** Every output of the model by its name. */
  outputs?: Record<string, unknown>;
}

/** Answers one question; throws the API's own words if it is refused. */
export async function predict(url: string, question: Question): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/predict`, {
    method: 'POST',
    headers,
    body: JSON.stringify(question),
  });
  return answered<Answer>(response);
}

/** Answers files that were dropped on a page, or read from a disk: an answer each, in their order. */
export async function predictFiles(url: string, files: Iterable<File>): Promise<Answer[]> {
  const form = new FormData();
  for (const file of files) form.append('file', file);
  const response = await fetch(`${url}/api/v1/predict`, { method: 'POST', body: form });
  const answer = await answered<Answer | { id: string; items: Answer[] }>(response);
  return 'items' in answer ? answer.items : [answer];
}

async function answered<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.json();
}
