/** What one run of the program is given: where it prints, whether it may ask, where templates come from. */

import type { Paint } from './show/style.ts';
import type { Templates } from './templates.ts';

export interface Session {
  /** For people. Silent with `--json`. */
  print: (text: string) => void;
  paint: Paint;
  /** There is a person at a terminal, and nobody asked for JSON. */
  interactive: boolean;
  json: boolean;
  /** How this program was called, for ready commands: `npm create ml-product` or `create-ml-product`. */
  loadTemplates: () => Promise<Templates>;
}
