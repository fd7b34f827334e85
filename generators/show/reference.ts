/** docs/FLAGS.md, from the table of questions. `npm run flags` writes it, a test holds it current. */
import { QUESTIONS, type Question } from '../questions.ts';
import { usage } from './help.ts';

export function referencePage(): string {
  const product = QUESTIONS.filter(({ scope }) => scope === 'product');
  const run = QUESTIONS.filter(({ scope }) => scope === 'run');
  return [
    '# Flags',
    '',
    '<!-- Written by `npm run flags` from generators/questions.ts. -->',
    '',
    '`create-ml-product [dir] [flags]` writes a product. `create-ml-product inspect <source> [flags]` says what is',
    'understood of a table and writes nothing; it takes the flags with a ✓ in the last column.',
    '',
    'What no flag answers is asked. Without a terminal nothing is asked: every open question is named with its flag, and',
    'the exit code is 2. `--flag value` and `--flag=value` mean the same. A list separates its items with commas; a name',
    'that holds a comma stands in double quotes. Lists and `--type` may be repeated.',
    '',
    '## What is written',
    '',
    'The key is that of an `--answers` file. The product keeps its answers in `.ml-product/answers.json`.',
    '',
    '| flag | key | meaning | default | asked | inspect |',
    '|---|---|---|---|---|---|',
    ...product.map((one) =>
      row([code(usage(one)), code(one.id), one.description, defaultOf(one), one.message ?? '', mark(one)]),
    ),
    '',
    '## How it runs',
    '',
    '| flag | meaning | inspect |',
    '|---|---|---|',
    ...run.map((one) => row([code(usage(one)), meaning(one), mark(one)])),
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    '| 0 | done |',
    '| 1 | failed |',
    '| 2 | something to correct: a flag, a value, a source, a folder, an open question |',
    '| 130 | interrupted |',
    '',
  ].join('\n');
}

const row = (cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const code = (text: string): string => `\`${text}\``;
const mark = ({ commands }: Question): string => (commands.includes('inspect') ? '✓' : '');
const meaning = ({ description, default: fallback }: Question): string =>
  fallback === true ? `do not ${description}` : description;

function defaultOf({ default: fallback, defaultNote }: Question): string {
  if (defaultNote !== undefined) return defaultNote;
  return typeof fallback === 'string' && fallback !== '' ? code(fallback) : '';
}
