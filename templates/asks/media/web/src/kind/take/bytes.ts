/** The first characters of base64, and what they begin. */
const BEGINNINGS: [start: string, type: string, ending: string][] = [
  ['iVBOR', 'image/png', 'png'],
  ['/9j/', 'image/jpeg', 'jpg'],
  ['R0lG', 'image/gif', 'gif'],
  ['Qk', 'image/bmp', 'bmp'],
  ['ZkxhQ', 'audio/flac', 'flac'],
  ['T2dnUw', 'audio/ogg', 'ogg'],
  ['SUQz', 'audio/mpeg', 'mp3'],
  ['//', 'audio/mpeg', 'mp3'],
];

/** What base64 holds, by its first bytes: WebP and WAV begin alike, and say which they are a little later. */
export function kindOf(base64: string): { type: string; ending: string } {
  if (base64.startsWith('UklGR'))
    return atob(base64.slice(0, 16)).slice(8, 12) === 'WEBP'
      ? { type: 'image/webp', ending: 'webp' }
      : { type: 'audio/wav', ending: 'wav' };
  const [, type, ending] = BEGINNINGS.find(([start]) => base64.startsWith(start)) ?? [
    '',
    'application/octet-stream',
    'bin',
  ];
  return { type, ending };
}

/** A file of base64; null where it is none. */
export function fileOf(base64: string, name: string): File | null {
  try {
    const { type, ending } = kindOf(base64);
    return new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], `${name}.${ending}`, {
      type,
    });
  } catch {
    return null;
  }
}

/** A file's bytes in base64. */
export function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** An address under which a browser shows a picture in base64. */
export function addressOf(base64: string): string {
  return `data:${kindOf(base64).type};base64,${base64}`;
}
