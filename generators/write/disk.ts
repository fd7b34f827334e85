/**
 * Every change that this program makes to the disk goes through here.
 *
 * All but the copy are synchronous: a signal is handled between them, never inside.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';

/** Set by tests only: `SIGKILL@12` dies before the 12th change, `ENOSPC@3` has the disk refuse the third. */
const [fault, faultAt] = (process.env.ML_PRODUCT_TEST_FAULT ?? '').split('@');
let changes = 0;

function change(): void {
  changes++;
  if (fault === undefined || changes !== Number(faultAt)) return;
  if (fault.startsWith('SIG')) process.kill(process.pid, fault);
  else throw Object.assign(new Error(`${fault}: as a test asked for`), { code: fault });
}

/**
 * Makes a folder and those above it, from the top. Node's own `recursive` never returns where a disk answers ENOENT
 * for a folder whose parent exists (as /proc does), and hides the disk's reason elsewhere.
 */
export function makeFolder(path: string): void {
  change();
  for (const folder of missingFolders(path)) mkdirSync(folder);
}

/** The folders that are not there yet on the way to `path`, topmost first. */
function missingFolders(path: string): string[] {
  return existsSync(path) ? [] : [...missingFolders(dirname(path)), path];
}

/** Writes a new file; fails where one exists. `durable` waits until it is on the disk. */
export function writeNewFile(path: string, content: Buffer | string, mode: number, durable = false): void {
  change();
  const file = openSync(path, 'wx', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Copies a file of any size and checks on the way that it is still the one that was inspected. */
export async function copyChecked(from: string, to: string, sha256: string, mode: number): Promise<void> {
  change();
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    final(done) {
      change();
      done();
    },
  });
  await pipeline(createReadStream(from), check, createWriteStream(to, { flags: 'wx', mode, flush: true }));
  if (hash.digest('hex') !== sha256) {
    throw new UserError('source-changed', `${from} changed while it was copied. Nothing was written.`, {
      hint: 'Run the same command again when nothing writes to it.',
      exitCode: 1,
    });
  }
}

const RETRY_MS = [20, 50, 100, 200, 400, 800];

/** Renames; on Windows a virus scanner may hold a file for a moment, so it tries for a while. */
export function rename(from: string, to: string): void {
  change();
  for (const wait of RETRY_MS) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (process.platform !== 'win32' || !isHeld(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }
  renameSync(from, to);
}

const isHeld = (error: unknown): boolean =>
  ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Removes one file. */
export function removeFile(path: string): void {
  change();
  unlinkSync(path);
}

/** Removes a folder if it is there and empty; says whether it is gone. */
export function removeEmptyFolder(path: string): boolean {
  change();
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Removes a folder of our own with all that is in it. */
export function removeTree(path: string): void {
  change();
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Waits until the names in a folder are on the disk. Windows has no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } catch {
    // Some file systems cannot; the names are then as safe as that file system makes them.
  } finally {
    closeSync(folder);
  }
}

/** What the disk refused, in one sentence. Anything else is given back as it is. */
export function explainDiskError(error: unknown, target: string): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const where = path === undefined ? target : dirname(path);
  const said = (name: string, message: string, hint: string): UserError =>
    new UserError(name, message, { hint, exitCode: 1, cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return said(
        'disk-full',
        `The disk is full at ${target}. Nothing was written.`,
        'Make room, then run the same command again.',
      );
    case 'EROFS':
      return said(
        'read-only',
        `${target} is on a read-only disk. Nothing was written.`,
        'Choose another folder.',
      );
    case 'EACCES':
    case 'EPERM':
      return said(
        'not-allowed',
        `Writing in ${where} is not allowed. Nothing was written.`,
        'Choose a folder of yours, or change its permissions.',
      );
    case 'ENAMETOOLONG':
      return said(
        'name-too-long',
        `${target} is too long for this disk. Nothing was written.`,
        'Choose a shorter folder.',
      );
    case 'EBUSY':
      return said(
        'busy',
        `${target} is in use by another program. Nothing was written.`,
        'Close it, then run the same command again.',
      );
    default:
      if (syscall === undefined) return error;
      return said(
        'disk-refused',
        `Writing in ${where} failed (${code}). Nothing was written.`,
        'Choose another folder, or run the same command again.',
      );
  }
}
