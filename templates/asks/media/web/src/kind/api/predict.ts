import { answer } from '../../api/problem.ts';
import type { Reply } from './answers.ts';

/** What is sent: JSON, or files with the names that the API knows them by. */
export type Asked = { json: Record<string, unknown> } | { files: [name: string, file: File][] };

/** An answer with what it answers and the time it took from here and back, in milliseconds. */
export interface Answered {
  asked: Asked;
  reply: Reply;
  took: number;
}

/** What moved the answer: a map over the picture, or what each word adds. */
export interface Explanation {
  id: string;
  base: number;
  label?: string;
  /** What the answer loses where this part of the picture is covered; rows from the top. */
  grid?: number[][];
  words?: { start: number; end: number; contribution: number }[];
}

export async function predict(asked: Asked, signal?: AbortSignal): Promise<Answered> {
  const start = performance.now();
  const reply = await send<Reply>('/api/v1/predict', asked, signal);
  return { asked, reply, took: performance.now() - start };
}

/** Null where the model's task has no explanation. */
export async function explain(asked: Asked): Promise<Explanation | null> {
  try {
    return await send<Explanation>('/api/v1/explain', asked);
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
}

function send<T>(path: string, asked: Asked, signal?: AbortSignal): Promise<T> {
  return answer(read<T>(path, { ...requestOf(asked), signal }));
}

function requestOf(asked: Asked): RequestInit {
  if ('json' in asked)
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked.json),
    };
  const form = new FormData();
  for (const [name, file] of asked.files) form.append(name, file);
  return { method: 'POST', body: form };
}

async function read<T>(path: string, request: RequestInit) {
  const response = await fetch(path, request);
  const body = await response.json().catch(() => undefined);
  return response.ok ? { data: body as T, response } : { error: body, response };
}
