import type { Entry } from '../../api/history.ts';
import { linkTo } from '../../show/link.ts';
import type { Asked } from '../api/predict.ts';
import { addressOf, fileOf } from '../take/bytes.ts';

/** What an answer is about: a picture or sound under an address, or a text. */
export interface Source {
  /** A picture or a sound as a file, or in base64. */
  file?: File;
  address?: string;
  name?: string;
  text?: string;
}

/** In the order in which they were sent. */
export function sourcesIn(asked: Asked): Source[] {
  if ('files' in asked) return asked.files.map(([, file]) => ({ file, name: file.name }));
  const { text, texts } = asked.json;
  if (Array.isArray(texts)) return texts.map((one) => ({ text: String(one) }));
  return [typeof text === 'string' ? { text } : {}];
}

/** What the history keeps of a file: its bytes, or only what it was. */
interface Kept {
  base64: string | null;
  name?: string | null;
  bytes: number;
  sha256: string;
  thumbnail?: string | null;
}

interface Request {
  image?: Kept;
  audio?: Kept;
  text?: string;
  text_pair?: string;
  texts?: string[];
  inputs?: Record<string, unknown>;
}

/** What an entry kept of what was asked: a large picture only in small, a large sound not at all. */
export function sourceIn(entry: Entry): Source {
  const { image, audio, text, text_pair, texts } = entry.request as Request;
  const picture = image?.base64 ?? image?.thumbnail;
  if (picture) return { address: addressOf(picture), name: image?.name ?? undefined };
  if (audio?.base64) return { file: fileOf(audio.base64, 'sound') ?? undefined, name: audio.name ?? 'sound' };
  const several = texts ?? [text, text_pair].filter((one) => one !== undefined);
  return { text: several.length > 0 ? several.join('\n') : undefined };
}

/** What can be sent again of an entry; null where something was too large to be kept, or is no longer. */
export function againOf(entry: Entry): Asked | null {
  if (entry.given_up) return null;
  const { image, audio, text, text_pair, texts, inputs = {} } = entry.request as Request;
  if (image) return image.base64 ? { json: { image: image.base64 } } : null;
  if (audio) return audio.base64 ? { json: { audio: audio.base64 } } : null;
  if (texts) return { json: { texts } };
  if (text !== undefined) return { json: text_pair === undefined ? { text } : { text, text_pair } };
  return Object.values(inputs).some(isDescribed) ? null : { json: { inputs } };
}

/** Of a long tensor, shape and hash are kept instead of its values. */
export function isDescribed(value: unknown): value is { shape: number[]; type: string } {
  return typeof value === 'object' && value !== null && 'sha256' in value;
}

/** Where the browser finds a picture. */
export function placeOf(source: Source | undefined): string | undefined {
  return source?.address ?? (source?.file && linkTo(source.file));
}
