/** Colours and widths of the terminal. Without a terminal, or with NO_COLOR, text stays plain. */
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** How text is decorated on one stream. */
export interface Paint {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
}

/** Colours for a stream that shows them, plain text for any other. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const plain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb' || (!stream.isTTY && !forced);
  const style = (name: Style) => (text: string) =>
    plain ? text : styleText(name, text, { validateStream: false });
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/** Made when a text first needs it: it takes longer to make than most runs have to spare. */
let segmenter: Intl.Segmenter | undefined;
const lettersOf = (text: string): Iterable<{ segment: string }> => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
};
const PLAIN = /^[ -~]*$/;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** How many cells a text takes in a terminal. */
export function widthOf(text: string): number {
  const seen = stripVTControlCharacters(text);
  if (PLAIN.test(seen)) return seen.length;
  let width = 0;
  for (const { segment } of lettersOf(seen)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Fills up with spaces to a width in cells. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Shortens to a width in cells, with an ellipsis; control characters, which a file may hold, are made visible. */
export function shorten(text: string, width: number): string {
  const clean = text.replace(/\p{Cc}/gu, '·');
  if (widthOf(clean) <= width) return clean;
  let short = '';
  for (const { segment } of lettersOf(clean)) {
    if (widthOf(short + segment) > width - 1) break;
    short += segment;
  }
  return `${short}…`;
}
