const links = new WeakMap<Blob, string>();
const forgotten = new FinalizationRegistry<string>((link) => URL.revokeObjectURL(link));

/**
 * An address under which the browser finds these bytes, for as long as anything holds them.
 *
 * It is not given up when they are shown no more: a picture that was replaced a moment after it came may still be loading.
 */
export function linkTo(bytes: Blob): string {
  const link = links.get(bytes) ?? URL.createObjectURL(bytes);
  if (!links.has(bytes)) {
    links.set(bytes, link);
    forgotten.register(bytes, link);
  }
  return link;
}
