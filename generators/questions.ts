/**
 * Everything that can be asked, once.
 *
 * Prompts, flags, `--help`, the JSON Schema of `--answers`, the saved answers and `docs/FLAGS.md` derive from
 * `QUESTIONS`. Adding a question is one entry here and, where it changes the product, one key in `Answers`.
 */
import type { ColumnType, Task } from './spec.ts';

/** What decides about the product. The product keeps it (without `dir`), and `--answers` takes it. */
export interface Answers {
  dir: string;
  kind: 'tabular';
  source: string | null;
  sample: string | null;
  target: string;
  task: 'auto' | Task;
  positive: string | null;
  include: string[];
  exclude: string[];
  type: Record<string, ColumnType>;
  name: string;
  title: string;
  description: string;
  author: string;
  license: 'MIT' | 'Apache-2.0' | 'none';
}

/** How one run behaves; leaves no trace in the product. */
export interface RunOptions {
  answers: string;
  yes: boolean;
  dryRun: boolean;
  json: boolean;
  run: boolean;
  git: boolean;
  help: boolean;
  version: boolean;
}

export interface Choice {
  value: string;
  label?: string;
  /** Shown in the prompt, cannot be chosen yet. */
  coming?: true;
}

interface QuestionBase {
  /** `--flag`, without the dashes; null for the folder, which is a bare word. */
  flag: string | null;
  alias?: string;
  /** One line for --help and the reference page. */
  description: string;
  /** What is asked in the terminal; a question without a message is never asked. */
  message?: string;
  commands: readonly Command[];
  /**
   * `text` one value · `choice` one of `choices` · `list` a comma list, repeatable · `types` column=type, repeatable ·
   * `switch` on or off, without a value.
   */
  type: 'text' | 'choice' | 'list' | 'types' | 'switch';
  /** What stands for the value in --help. */
  placeholder?: string;
  choices?: readonly Choice[];
  /** Says what is wrong with a value, or null. */
  validate?: (value: string) => string | null;
  /** Said where the default is not one fixed value. */
  defaultNote?: string;
}

export type Command = 'create' | 'inspect';

/** A question whose answer belongs to the product. */
export interface ProductQuestion extends QuestionBase {
  id: keyof Answers;
  scope: 'product';
  default?: string;
}

/** A question about this run only. */
export interface RunQuestion extends QuestionBase {
  id: keyof RunOptions;
  scope: 'run';
  default?: boolean;
}

export type Question = ProductQuestion | RunQuestion;

export const COLUMN_TYPES: readonly ColumnType[] = [
  'number',
  'integer',
  'boolean',
  'category',
  'date',
  'datetime',
  'text',
  'identifier',
];

/** First words with a meaning of their own; a folder of that name is `./inspect`. */
export const RESERVED_WORDS = ['inspect', 'upgrade', 'add', 'course'] as const;

const MAX_NAME = 214;

/** npm's rules for a package name, in one sentence each. */
export function whatIsWrongWithName(name: string): string | null {
  if (name.length > MAX_NAME) return `a name has at most ${MAX_NAME} characters`;
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    return 'a name has lower-case letters, digits, "-", "_" and ".", and starts with a letter or a digit';
  }
  if (name === 'node_modules' || name === 'favicon.ico') return `"${name}" is reserved by npm`;
  return null;
}

const oneLine = (value: string): string | null =>
  /\p{Cc}/u.test(value) ? 'it must be one line of plain text' : null;
const notEmpty = (value: string): string | null =>
  value.trim() === '' ? 'it must not be empty' : oneLine(value);

export const QUESTIONS: readonly Question[] = [
  {
    id: 'dir',
    scope: 'product',
    flag: null,
    type: 'text',
    placeholder: '[dir]',
    description: 'the folder to write, new or freshly cloned',
    message: 'Where shall it be written?',
    defaultNote: 'named after the data',
    validate: notEmpty,
    commands: ['create'],
  },
  {
    id: 'kind',
    scope: 'product',
    flag: 'kind',
    type: 'choice',
    choices: [
      { value: 'tabular', label: 'A table (CSV): predict one column from the others' },
      { value: 'onnx', label: 'A model in an ONNX file', coming: true },
      { value: 'llm', label: 'Answers from documents, with an LLM', coming: true },
    ],
    default: 'tabular',
    description: 'what kind of model it is',
    message: 'What kind of model is it?',
    commands: ['create'],
  },
  {
    id: 'source',
    scope: 'product',
    flag: 'source',
    type: 'text',
    placeholder: '<path>',
    description: 'the data: .csv .tsv .txt, or a .gz of one',
    message: 'Where is the data?',
    validate: notEmpty,
    commands: ['create'],
  },
  {
    id: 'sample',
    scope: 'product',
    flag: 'sample',
    type: 'choice',
    choices: [{ value: 'penguins' }, { value: 'house-prices' }, { value: 'fraud' }],
    description: 'a sample instead of data of your own',
    commands: ['create'],
  },
  {
    id: 'target',
    scope: 'product',
    flag: 'target',
    type: 'text',
    placeholder: '<column>',
    description: 'the column to be predicted',
    message: 'What is to be predicted?',
    defaultNote: 'suggested from the data',
    validate: notEmpty,
    commands: ['create', 'inspect'],
  },
  {
    id: 'task',
    scope: 'product',
    flag: 'task',
    type: 'choice',
    choices: [{ value: 'auto' }, { value: 'classification' }, { value: 'regression' }],
    default: 'auto',
    description: 'what kind of answer the target is',
    commands: ['create', 'inspect'],
  },
  {
    id: 'positive',
    scope: 'product',
    flag: 'positive',
    type: 'text',
    placeholder: '<value>',
    description: 'of two classes, the one the probability is about',
    defaultNote: 'suggested from the data',
    commands: ['create', 'inspect'],
  },
  {
    id: 'include',
    scope: 'product',
    flag: 'include',
    type: 'list',
    placeholder: '<a,b>',
    description: 'columns to bring back though they were left out',
    commands: ['create', 'inspect'],
  },
  {
    id: 'exclude',
    scope: 'product',
    flag: 'exclude',
    type: 'list',
    placeholder: '<a,b>',
    description: 'columns to leave out',
    commands: ['create', 'inspect'],
  },
  {
    id: 'type',
    scope: 'product',
    flag: 'type',
    type: 'types',
    placeholder: '<column=type>',
    description: `what a column holds: ${COLUMN_TYPES.join(', ')}`,
    commands: ['create', 'inspect'],
  },
  {
    id: 'name',
    scope: 'product',
    flag: 'name',
    type: 'text',
    placeholder: '<name>',
    description: "the product's name for npm",
    defaultNote: "the folder's name",
    validate: whatIsWrongWithName,
    commands: ['create'],
  },
  {
    id: 'title',
    scope: 'product',
    flag: 'title',
    type: 'text',
    placeholder: '<text>',
    description: 'the name people read',
    defaultNote: 'the name, in words',
    validate: notEmpty,
    commands: ['create'],
  },
  {
    id: 'description',
    scope: 'product',
    flag: 'description',
    type: 'text',
    placeholder: '<text>',
    description: 'one sentence on what it is for',
    defaultNote: 'says what is predicted',
    validate: oneLine,
    commands: ['create'],
  },
  {
    id: 'author',
    scope: 'product',
    flag: 'author',
    type: 'text',
    placeholder: '<text>',
    default: '',
    description: 'whose it is, for package.json and the licence',
    validate: oneLine,
    commands: ['create'],
  },
  {
    id: 'license',
    scope: 'product',
    flag: 'license',
    type: 'choice',
    choices: [{ value: 'MIT' }, { value: 'Apache-2.0' }, { value: 'none' }],
    default: 'MIT',
    description: "the product's licence",
    commands: ['create'],
  },
  {
    id: 'answers',
    scope: 'run',
    flag: 'answers',
    type: 'text',
    placeholder: '<file.json>',
    description: "every question's answer; flags win over it",
    commands: ['create'],
  },
  {
    id: 'yes',
    scope: 'run',
    flag: 'yes',
    alias: 'y',
    type: 'switch',
    default: false,
    description: 'take the default of every question that has one',
    commands: ['create'],
  },
  {
    id: 'dryRun',
    scope: 'run',
    flag: 'dry-run',
    type: 'switch',
    default: false,
    description: 'list what would be written, write nothing',
    commands: ['create'],
  },
  {
    id: 'json',
    scope: 'run',
    flag: 'json',
    type: 'switch',
    default: false,
    description: 'print one JSON document and ask nothing',
    commands: ['create', 'inspect'],
  },
  {
    id: 'run',
    scope: 'run',
    flag: 'run',
    type: 'switch',
    default: false,
    description: 'start the product afterwards',
    commands: ['create'],
  },
  {
    id: 'git',
    scope: 'run',
    flag: 'git',
    type: 'switch',
    default: true,
    description: 'make a git repository with a first commit',
    commands: ['create'],
  },
  {
    id: 'help',
    scope: 'run',
    flag: 'help',
    alias: 'h',
    type: 'switch',
    default: false,
    description: 'show this',
    commands: ['create', 'inspect'],
  },
  {
    id: 'version',
    scope: 'run',
    flag: 'version',
    alias: 'v',
    type: 'switch',
    default: false,
    description: 'show the version',
    commands: ['create', 'inspect'],
  },
];

/** The question with that id. */
export function question(id: Question['id']): Question {
  const found = QUESTIONS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no question ${id}`);
  return found;
}

/** Its flag as people type it: `--target`, `--no-git`, or `[dir]`. */
export function flagOf({ flag, type, default: fallback, placeholder }: Question): string {
  if (flag === null) return placeholder ?? '';
  return type === 'switch' && fallback === true ? `--no-${flag}` : `--${flag}`;
}
