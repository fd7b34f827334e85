/** The virtual tree: what a product consists of, before anything is written. */

/**
 * What an upgrade may do with a file: `mergeable` text is merged by lines, `structured` text by keys, a `create-once`
 * file is the owner's from birth, `lock` and `derived` files are made again, `binary` ones are replaced or kept.
 */
export type FileClass = 'mergeable' | 'structured' | 'create-once' | 'lock' | 'derived' | 'binary';

/** A file that is too large to hold: it is streamed from where it lies. */
export interface CopiedContent {
  copyFrom: string;
  sha256: string;
  bytes: number;
}

export interface TreeFile {
  /** The path at the file's birth. It stays when a later version of the templates moves the file. */
  id: string;
  path: string;
  mode: 0o644 | 0o755;
  class: FileClass;
  content: Buffer | CopiedContent;
}

/** Path → file, sorted by path. */
export type Tree = ReadonlyMap<string, TreeFile>;

export function isCopied(content: TreeFile['content']): content is CopiedContent {
  return !Buffer.isBuffer(content);
}

/** The first pattern that fits names the class; what fits none is mergeable. */
const CLASSES: readonly (readonly [RegExp, FileClass])[] = [
  [/^\.ml-product\//, 'derived'],
  [/^model\//, 'create-once'],
  [/\.(png|ico|gz|br|onnx|woff2)$/, 'binary'],
  [/(^|\/)package-lock\.json$|^requirements\/.*\.txt$/, 'lock'],
  [/^contract\/(schema\.py|steps\.json)$|^training\/settings\.json$|^LICENSE$/, 'create-once'],
  [/^data\/(?!README\.md$)/, 'create-once'],
  [/(^|\/)package\.json$|^(product|training\/source|contract\/cells)\.json$|^\.gitignore$/, 'structured'],
];

export function classOf(path: string): FileClass {
  return CLASSES.find(([pattern]) => pattern.test(path))?.[1] ?? 'mergeable';
}

/**
 * Files that a later version of the templates has moved: birth path → path now. Upgrades follow it exactly, where a
 * guess from similar content would follow the wrong file.
 */
export const RENAMES: Readonly<Record<string, string>> = {};

const BIRTHS = new Map(Object.entries(RENAMES).map(([birth, now]) => [now, birth]));

export function idOf(path: string): string {
  return BIRTHS.get(path) ?? path;
}
