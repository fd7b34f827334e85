/** Bytes → text, across pieces. */

import { isAscii, isUtf8 } from 'node:buffer';

/** What programs other than browsers call some encodings. */
const OTHER_NAMES: Record<string, string> = {
  'latin-1': 'windows-1252',
  'latin-9': 'iso-8859-15',
  'mac-roman': 'macintosh',
  'shift-jis': 'shift_jis',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  cp936: 'gbk',
  cp950: 'big5',
};

/**
 * The name by which both readers, this one and training's, know an encoding: `latin1` and `cp1252` are windows-1252.
 * Null for one that is not known.
 */
export function encodingName(label: string): string | null {
  const plain = label.trim().toLowerCase();
  const dashed = plain.replaceAll('_', '-');
  for (const name of [plain, dashed, OTHER_NAMES[dashed] ?? OTHER_NAMES[plain]]) {
    if (name === undefined) continue;
    try {
      const { encoding } = new TextDecoder(name);
      return encoding === 'x-user-defined' || encoding === 'replacement' ? null : encoding;
    } catch {}
  }
  return null;
}

/** Turns bytes into text. What was taken for UTF-8 turns into windows-1252 at the first byte that proves it. */
export class Decoder {
  encoding: string;
  damaged = false;
  /** Nothing but ASCII so far: any encoding would do. */
  plain = true;
  private rest: Buffer = Buffer.alloc(0);
  private skip: number;
  private seenWide: boolean;
  private readonly other: InstanceType<typeof TextDecoder> | null;

  /** @param sure the encoding is what the owner says, or a byte order mark */
  constructor({ encoding, mark, sure }: { encoding: string; mark: number; sure: boolean }) {
    this.encoding = encoding;
    this.skip = mark;
    this.seenWide = sure;
    this.plain = OWN.has(encoding) && !encoding.startsWith('utf-16');
    this.other = OWN.has(encoding) ? null : new TextDecoder(encoding);
  }

  decode(piece: Buffer): string {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    if (this.skip > 0) {
      bytes = bytes.subarray(this.skip);
      this.skip = 0;
    }
    const whole = bytes.length - this.unfinished(bytes);
    this.rest = Buffer.from(bytes.subarray(whole));
    return withoutZeros(this.toText(bytes.subarray(0, whole)));
  }

  end(): string {
    if (this.other) return this.seen(this.other.decode());
    if (this.rest.length === 0) return '';
    if (this.encoding.startsWith('utf-16')) this.damaged = true;
    return withoutZeros(this.toText(this.rest));
  }

  /** Bytes at the end that belong to a character whose other bytes are still to come. */
  private unfinished(bytes: Buffer): number {
    if (this.encoding.startsWith('utf-16')) return bytes.length % 2;
    if (this.encoding !== 'utf-8') return 0;
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back] as number;
      if (byte < 0x80) return 0;
      if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    }
    return 0;
  }

  private toText(bytes: Buffer): string {
    if (this.other) return this.seen(this.other.decode(bytes, { stream: true }));
    if (this.encoding === 'utf-16le') return bytes.toString('utf16le');
    if (this.encoding === 'utf-16be')
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le');
    if (isAscii(bytes)) return bytes.toString('latin1');
    this.plain = false;
    if (this.encoding === 'windows-1252') return windows1252(bytes);
    const text = bytes.toString('utf8');
    if (isUtf8(bytes)) {
      this.seenWide ||= text.length !== bytes.length;
      return text;
    }
    if (this.seenWide || mostlyUtf8(text)) {
      this.damaged = true;
      return text;
    }
    this.encoding = 'windows-1252';
    return windows1252(bytes);
  }

  private seen(text: string): string {
    this.damaged ||= text.includes('\ufffd');
    return text;
  }
}

/** Decoded here, without TextDecoder. */
const OWN = new Set(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);

/** Zero bytes are no text; programs in C leave them behind. */
function withoutZeros(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function mostlyUtf8(text: string): boolean {
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const wide = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return wide > broken;
}

/** 0x80 … 0x9f of windows-1252; the five unused places are U+FFFD, as Python's `errors="replace"` has it. */
const HIGH = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

// Node's own TextDecoder takes windows-1252 for Latin-1 in some releases.
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (char) => HIGH[char.charCodeAt(0) - 0x80] as string);
}
