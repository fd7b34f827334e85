import { distance } from 'fastest-levenshtein';

/** Fewer letters in common at the beginning say nothing. */
const TELLING = 3;

/**
 * The candidate that was probably meant, or null when none is near: at most a third of the letters may differ, or one of
 * both goes on where the other ends.
 */
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
  return best ?? candidates.find((candidate) => goesOn(typed, candidate)) ?? null;
}

function goesOn(one: string, other: string): boolean {
  const [short = '', long = ''] = [one.toLowerCase(), other.toLowerCase()].sort(
    (a, b) => a.length - b.length,
  );
  return short.length >= TELLING && long.startsWith(short);
}

/** ` Did you mean X?`, or nothing. */
export function didYouMeanSentence(typed: string, candidates: readonly string[]): string {
  const meant = didYouMean(typed, candidates);
  return meant === null ? '' : ` Did you mean ${meant}?`;
}
