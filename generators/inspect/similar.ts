/** Did-you-mean: the one of `known` that `word` is most likely a misspelling of. */

import { distance } from 'fastest-levenshtein';

/** The nearest of `known`, ignoring case, or null if none is near. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}
