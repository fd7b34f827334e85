/** What files are called on their owner's disk, where not as they are sent; null: they were made on this page. */
const names = new WeakMap<File, string | null>();

/** Notes that a file was drawn, photographed or recorded here. */
export function madeHere(file: File): File {
  names.set(file, null);
  return file;
}

/** A file under another name, which knows what it was called. */
export function renamed(file: File, name: string): File {
  const sent = new File([file], name, { type: file.type });
  names.set(sent, nameOnDisk(file));
  return sent;
}

/** Null where the file lies on nobody's disk. */
export function nameOnDisk(file: File): string | null {
  const name = names.get(file);
  return name === undefined ? file.name : name;
}
