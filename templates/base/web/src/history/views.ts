import type { ComponentType } from 'react';
import type { Entry } from '../api/history.ts';

/** How the truth about an answer is told: one of these, a number, or only whether it was right. */
export type Truth =
  | { asked: 'choice'; choices: { value: string; label: string }[] }
  | { asked: 'number'; unit: string | null }
  | { asked: 'verdict' };

/** How a kind shows its requests and answers wherever one is listed, opened or judged (`src/kind/entry.tsx`). */
export interface EntryViews {
  /** The main inputs, in one line. */
  Inputs: ComponentType<{ entry: Entry }>;
  /** The answer, in one line. */
  Said: ComponentType<{ entry: Entry }>;
  /** Everything that was asked, as the model got it. */
  Request: ComponentType<{ entry: Entry }>;
  /** The answer as it was given, and why. */
  Answer: ComponentType<{ entry: Entry }>;
  /** The same question to the model that answers now, and what differs. */
  Again: ComponentType<{ entry: Entry }>;
  /** How the truth is told; null until the contract has been read. */
  useTruth: () => Truth | null;
}
