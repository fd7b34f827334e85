/** What must be tidied when the run ends early: by Ctrl-C, by a signal, by an error. */
const tidying = new Set<() => void>();

/** Runs `work`; if it fails, or the process is told to stop meanwhile, `tidy` runs once. `tidy` is synchronous. */
export async function tidiedOnFailure<T>(tidy: () => void, work: () => Promise<T>): Promise<T> {
  tidying.add(tidy);
  try {
    return await work();
  } catch (error) {
    if (tidying.has(tidy)) tidy();
    throw error;
  } finally {
    tidying.delete(tidy);
  }
}

/** Called by the signal handler just before the process ends. */
export function tidyNow(): void {
  for (const tidy of tidying) {
    try {
      tidy();
    } catch {
      // The next run clears it.
    }
  }
  tidying.clear();
}
