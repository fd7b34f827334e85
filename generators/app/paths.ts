/** Paths as the product keeps them. */
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** `/`-separated; absolute only where there is no way from here to there (another Windows drive). */
export function relativePath(from: string, to: string): string {
  const path = relative(from, resolve(to));
  return (isAbsolute(path) ? to : path).split(sep).join('/');
}
