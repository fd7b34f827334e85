import { useEffect, useState } from 'react';

/** An address under which the browser finds these bytes, for as long as they are shown. */
export function useLink(bytes: Blob | null): string | undefined {
  const [link, setLink] = useState<string>();
  useEffect(() => {
    if (!bytes) return setLink(undefined);
    const made = URL.createObjectURL(bytes);
    setLink(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return link;
}
