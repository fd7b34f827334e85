/**
 * Our own temporary folders: named so that a later run knows whose they were, and whether that run still lives.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './disk.ts';

/** Process numbers mean something on one machine only; a shared disk may be written to by several. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** `.shop.ml-product-<machine>-<process>-<random>` */
export function temporaryName(of: string): string {
  return `.${of}.ml-product-${machine}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

export interface Leftover {
  path: string;
  /** Its run still lives, or cannot be asked because it is another machine's. */
  live: boolean;
}

/** The temporary folders named after `of` in `folder`, of all runs. */
export function findLeftovers(folder: string, of: string): Leftover[] {
  const prefix = `.${of}.ml-product-`;
  return readdirSync(folder).flatMap((name) => {
    if (!name.startsWith(prefix)) return [];
    const match = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name.slice(prefix.length));
    if (match === null) return [];
    return [{ path: join(folder, name), live: match[1] !== machine || isAlive(Number(match[2])) }];
  });
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes what dead runs left. */
export function clearLeftovers(folder: string, of: string): void {
  for (const { path, live } of findLeftovers(folder, of)) if (!live) removeTree(path);
}
