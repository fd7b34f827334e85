/** One line that grows while something long is read, and leaves nothing behind. */
import type { Session } from '../session.ts';
import { bytesInWords } from './understood.ts';

const WIDTH = 20;
/** Short reads show nothing: a line that flashes up is noise. */
const SHOW_AFTER_MS = 400;
const REDRAW_MS = 100;

export interface Progress {
  update: (done: number, total: number) => void;
  /** Clears the line. */
  end: () => void;
}

/** A progress line on a terminal; on anything else it does nothing. */
export function progressLine(
  stream: NodeJS.WriteStream,
  label: string,
  { paint, json }: Pick<Session, 'paint' | 'json'>,
): Progress {
  if (!stream.isTTY || json) return { update: () => {}, end: () => {} };
  const start = performance.now();
  let drawn = 0;
  return {
    update: (done, total) => {
      const now = performance.now();
      if (now - start < SHOW_AFTER_MS || now - drawn < REDRAW_MS || total <= 0) return;
      drawn = now;
      const full = Math.round(WIDTH * Math.min(1, done / total));
      const bar = paint.cyan('█'.repeat(full)) + paint.dim('░'.repeat(WIDTH - full));
      stream.write(
        `\r  ${paint.cyan('▸')} ${label}  ${bar}  ${bytesInWords(done)} of ${bytesInWords(total)}\x1b[K`,
      );
    },
    end: () => {
      if (drawn > 0) stream.write('\r\x1b[K');
    },
  };
}
