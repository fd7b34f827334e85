import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or null when none is near: at most a third of the letters may differ. */
export function didYouMean(typed: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const away = distance(typed.toLowerCase(), candidate.toLowerCase());
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

/** ` Did you mean X?`, or nothing. */
export function didYouMeanSentence(typed: string, candidates: readonly string[]): string {
  const meant = didYouMean(typed, candidates);
  return meant === null ? '' : ` Did you mean ${meant}?`;
}
