import { useEffect, useState } from 'react';

const PATIENCE_MS = 250;

/** True once something has been under way for so long that it should be shown: a flicker would only unsettle. */
export function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  return slow;
}
