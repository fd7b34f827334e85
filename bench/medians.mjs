/** Interleaved medians: every round runs each candidate once, so that a slow minute of the machine meets them all. */
import { performance } from 'node:perf_hooks';

/**
 * @param candidates name → a function to time, or `{before, work}`, or `{seconds}` that measures itself
 * @param {number} rounds one more is run first and thrown away
 * @returns name → median in seconds
 */
export function interleaved(candidates, rounds) {
  const times = new Map(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, candidate] of Object.entries(candidates)) {
      const seconds = once(candidate);
      if (round > 0) times.get(name).push(seconds);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

function once(candidate) {
  if (candidate.seconds) return candidate.seconds();
  candidate.before?.();
  const work = candidate.work ?? candidate;
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
