/** Patterns such as `data/*.csv`, which most shells replace by the files themselves unless they stand in quotes. */
import { statSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { UserError } from '../errors.ts';
import { quote } from './command.ts';

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What to say of the files that a shell made of a pattern; `flag` stands before it in the command, with a space. */
export function expandedPattern(files: readonly string[], flag: string): UserError {
  const [first = ''] = files;
  const folder = dirname(first);
  const pattern = `${folder === '.' && !first.startsWith('.') ? '' : `${folder}/`}*${extname(first)}`;
  const named = `${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}`;
  return new UserError(
    'several-sources',
    `One source is expected, but there are ${files.length}: ${named}.`,
    {
      hint: `A pattern of files stands in quotes, so that the shell leaves it as it is: ${flag}"${pattern}"\nA folder of them can be named too: ${flag}${quote(folder)}`,
    },
  );
}
