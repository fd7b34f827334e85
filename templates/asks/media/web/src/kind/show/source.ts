import type { Entry } from '../../api/history.ts';
import { useLink } from '../../show/useLink.ts';
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

/** What an entry of the history kept of it. Something large was kept as a small picture only, or not at all. */
export function sourceIn({ request }: Entry): Source {
  const { image, audio, text, texts } = request as Record<string, unknown>;
  if (typeof image === 'string') return { address: addressOf(image) };
  if (typeof audio === 'string') return { file: fileOf(audio, 'sound') ?? undefined, name: 'sound' };
  const { thumbnail } = (image ?? {}) as { thumbnail?: unknown };
  if (typeof thumbnail === 'string') return { address: addressOf(thumbnail) };
  if (typeof text === 'string') return { text };
  return Array.isArray(texts) ? { text: texts.join('\n') } : {};
}

/** What can be sent again of an entry; null where something was too large to be kept. */
export function againOf({ request }: Entry): Asked | null {
  const { image, audio } = request as Record<string, unknown>;
  const isLost = [image, audio].some((one) => one !== undefined && one !== null && typeof one !== 'string');
  return isLost ? null : { json: request };
}

/** Where the browser finds a picture. */
export function useAddress(source: Source | undefined): string | undefined {
  const link = useLink(source?.file ?? null);
  return source?.address ?? link;
}
