/** Where a product may be written: nowhere yet, or in a folder that holds nothing but a fresh clone's files. */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { findLeftovers } from './leftovers.ts';

/** Nothing is there. `first` is the topmost folder that has to be made, inside `parent`, which exists. */
export interface NewPlace {
  kind: 'new';
  target: string;
  parent: string;
  first: string;
  /** From `first` down to the target; empty when they are the same. */
  below: string;
}

/** A folder that is empty or freshly cloned. The names are the owner's files in it. */
export interface ExistingPlace {
  kind: 'existing';
  target: string;
  licence: string | null;
  readme: string | null;
  joined: string[];
}

export type Place = NewPlace | ExistingPlace;

/** The name under which `leftovers.ts` keeps the journal of a write into an existing folder. */
export const JOURNAL = 'journal';

const LICENCE = /^(licen[cs]e|copying)([.-].*)?$/i;
const README = /^readme(\..*)?$/i;
const JOINED = new Set(['.gitignore', '.gitattributes']);

/** Looks, changes nothing. Throws UserError when the place cannot be used. */
export function findPlace(dir: string): Place {
  const target = resolve(dir);
  const stat = statOf(target);
  if (stat === undefined) return newPlace(target);
  if (!stat.isDirectory()) {
    throw new UserError('not-a-folder', `${dir} is a file. A product is written into a folder.`, {
      hint: 'Choose another name.',
    });
  }
  return existingPlace(target, dir);
}

/** Undefined where nothing is, be it because the way there leads through a file. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function newPlace(target: string): NewPlace {
  if (isLink(target)) {
    throw new UserError('not-a-folder', `${target} is a link that leads nowhere.`, {
      hint: 'Remove it, or choose another name.',
    });
  }
  let first = target;
  for (;;) {
    const parent = dirname(first);
    const stat = statOf(parent);
    if (stat?.isDirectory()) {
      return { kind: 'new', target, parent, first: basename(first), below: relative(first, target) };
    }
    if (stat !== undefined || parent === first) {
      throw new UserError('not-a-folder', `${parent} is a file, so there can be no folder in it.`, {
        hint: 'Choose another place.',
      });
    }
    first = parent;
  }
}

function existingPlace(target: string, dir: string): ExistingPlace {
  const place: ExistingPlace = { kind: 'existing', target, licence: null, readme: null, joined: [] };
  const journals = new Set(findLeftovers(target, JOURNAL).map(({ path }) => path));
  const others: string[] = [];
  for (const entry of readdirSync(target, { withFileTypes: true })) {
    const { name } = entry;
    if (name === '.git' || journals.has(join(target, name))) continue;
    if (entry.isFile() && JOINED.has(name)) place.joined.push(name);
    else if (entry.isFile() && place.licence === null && LICENCE.test(name)) place.licence = name;
    else if (entry.isFile() && place.readme === null && README.test(name)) place.readme = name;
    else others.push(entry.isDirectory() ? `${name}/` : name);
  }
  if (others.includes('.ml-product/')) throw alreadyProduct(dir, others.sort());
  if (others.length > 0) throw notEmpty(dir, others.sort());
  return place;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

const SHOWN = 10;

function list(names: string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}

function notEmpty(dir: string, names: string[]): UserError {
  return new UserError('not-empty', `${dir} is not empty. In it: ${list(names)}.`, {
    hint: 'Choose a new folder, or a freshly cloned repository (.git, LICENSE, README, .gitignore, .gitattributes).',
  });
}

function alreadyProduct(dir: string, names: string[]): UserError {
  return new UserError('not-empty', `${dir} holds a product already. In it: ${list(names)}.`, {
    hint: `Start it with npm start in ${dir}, or choose another folder.`,
  });
}
