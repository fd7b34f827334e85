import type { Entry } from '../../api/history.ts';

export interface Label {
  label: string;
  score: number;
}

export interface Box extends Label {
  /** Left, top, right, bottom, in pixels of the picture as it was sent. */
  box: [number, number, number, number];
}

export interface Span extends Label {
  start: number;
  end: number;
}

/** A class in a picture: its colour, and how much of the picture it has. */
export interface Part {
  label: string;
  /** `#rrggbb`. */
  colour: string;
  share: number;
}

export interface Warning {
  code: string;
  message: string;
}

/** What the model answered about one picture, text, sound or set of tensors: it holds what its task answers with. */
export interface Answer {
  id: string;
  model_version: string;
  warnings: Warning[];
  predictions?: Label[];
  boxes?: Box[];
  /** A PNG in base64; null in an old answer of a log that was full. */
  image?: string | null;
  /** The classes that the picture is painted by, the largest first. */
  parts?: Part[];
  spans?: Span[];
  embedding?: number[] | number[][];
  similarity?: number | null;
  outputs?: Record<string, unknown>;
}

/** The API's answer: of one, or of several files in their order, each with an id of its own. */
export type Reply = Answer | { id: string; items: Answer[] };

/** The answers in the order of what was sent. */
export function answersIn(reply: Reply): Answer[] {
  return 'items' in reply ? reply.items : [reply];
}

/** The answer that an entry of the history keeps. */
export function answerIn(entry: Entry): Answer {
  const { warnings = [], ...kept } = entry.answer as unknown as Answer;
  return { ...kept, warnings, id: entry.id, model_version: entry.model_version };
}

/** How alike two vectors are, as the API has it, or the cosine of the angle between them. */
export function similarityOf([one, other]: Answer[]): number | null {
  if (typeof one?.similarity === 'number') return one.similarity;
  const [a, b] = other ? [one?.embedding, other.embedding] : (one?.embedding ?? []);
  if (!isVector(a) || !isVector(b)) return null;
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  const length = Math.sqrt(dot(a, a) * dot(b, b));
  return length === 0 ? null : dot(a, b) / length;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && typeof value[0] === 'number';
}
