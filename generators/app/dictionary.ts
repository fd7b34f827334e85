/** Which dictionary of columns is used: the one that was named, none, or one that lies beside the table. */
import { dirname, join, relative, resolve } from 'node:path';
import { quote } from '../answers/command.ts';
import { isFile } from '../answers/pattern.ts';
import { UserError } from '../errors.ts';
import { type Dictionary, readDictionary } from '../inspect/dictionary.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';

/** What says that no dictionary is wanted; a file of that name is `./none`. */
const NONE = 'none';
/** Names under which a dictionary is found by itself. */
const NAMES = ['columns.csv', 'data_dictionary.csv', 'data-dictionary.csv'];

/** The dictionary that `given` names. Throws UserError where it cannot be used. */
export async function readNamed({ dictionary }: Partial<Answers>): Promise<Dictionary | null> {
  return !dictionary || dictionary === NONE ? null : readDictionary(dictionary);
}

/** One beside the table, if at least half of what it describes are columns of this table. It is told, used or not. */
export async function findDictionary(
  { print, paint }: Session,
  tables: readonly string[],
  describes: (dictionary: Dictionary) => number,
): Promise<{ path: string; dictionary: Dictionary } | null> {
  const [first = ''] = tables;
  const found = NAMES.map((name) => join(dirname(first), name)).find(isFile);
  if (found === undefined || tables.some((table) => resolve(table) === resolve(found))) return null;
  const path = relative('', found);
  try {
    const dictionary = await readDictionary(path);
    const known = describes(dictionary);
    if (known < dictionary.rows.length / 2) return null;
    print(
      `\n  ${path} describes ${known} of its columns and is used. ${paint.dim('--dictionary none leaves it out')}`,
    );
    return { path, dictionary };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(
      `\n  ${paint.yellow('!')} ${path} is not used as a dictionary: ${error.message} ${paint.dim(`--dictionary ${quote(path)} insists`)}`,
    );
    return null;
  }
}
