/** `--help`, from the table of questions. */
import { type Command, flagOf, QUESTIONS, type Question } from '../questions.ts';
import { type Paint, pad } from './style.ts';

const USAGE: Record<Command, string[]> = {
  create: [
    'create-ml-product [dir] [flags]             write a product around your data',
    'create-ml-product inspect <source> [flags]  what is understood of a table; writes nothing',
  ],
  inspect: ['create-ml-product inspect <source> [flags]  what is understood of a table; writes nothing'],
};

const EXAMPLES: Record<Command, string[]> = {
  create: [
    'npm create ml-product',
    'npm create ml-product shop -- --source orders.csv --target returned',
    'npm create ml-product shop -- --source "orders/2024-*.csv" --split ordered_at --dictionary columns.csv',
    'npm create ml-product penguins -- --sample penguins --run',
  ],
  inspect: ['create-ml-product inspect orders.csv --target returned --json'],
};

/** The document of `--help --json`: what the text says, as data. */
export interface HelpDocument {
  ok: true;
  version: string;
  command: Command;
  usage: string[];
  flags: {
    flag: string;
    alias: string | null;
    type: Question['type'];
    description: string;
    choices: string[] | null;
    default: string | boolean | null;
    /** The key in an answers file, for what belongs to the product. */
    key: string | null;
  }[];
  examples: string[];
}

export function helpDocument(command: Command, version: string): HelpDocument {
  const flags = questionsOf(command).map((one) => ({
    flag: flagOf(one),
    alias: one.alias === undefined ? null : `-${one.alias}`,
    type: one.type,
    description: one.description,
    choices: openChoices(one) ?? null,
    default: one.default ?? null,
    key: one.scope === 'product' ? one.id : null,
  }));
  return { ok: true, version, command, usage: USAGE[command], flags, examples: EXAMPLES[command] };
}

const questionsOf = (command: Command): Question[] =>
  QUESTIONS.filter(({ commands }) => commands.includes(command));

const openChoices = ({ choices }: Question): string[] | undefined =>
  choices?.filter(({ coming }) => coming !== true).map(({ value }) => value);

export function helpText(command: Command, version: string, paint: Paint): string {
  const questions = questionsOf(command);
  const titles = questions.map(usage);
  const width = Math.max(...titles.map(({ length }) => length));
  const lines = questions.map((one, at) => `  ${pad(titles[at] ?? '', width)}   ${describe(one)}`);
  return [
    `create-ml-product ${version}`,
    '',
    paint.bold('Usage'),
    ...USAGE[command].map((line) => `  ${line}`),
    '',
    paint.bold('Flags'),
    ...lines,
    '',
    paint.bold('Examples'),
    ...EXAMPLES[command].map((line) => `  ${line}`),
  ].join('\n');
}

/** `--kind tabular|…`, `-y, --yes`. */
export function usage(question: Question): string {
  const short = question.alias === undefined ? '' : `-${question.alias}, `;
  if (question.type === 'switch' || question.flag === null) return `${short}${flagOf(question)}`;
  return `${short}${flagOf(question)} ${question.placeholder ?? openChoices(question)?.join('|')}`;
}

function describe(question: Question): string {
  const { description, type, defaultNote, default: fallback } = question;
  if (type === 'switch') return fallback === true ? `do not ${description}` : description;
  const note = defaultNote ?? (typeof fallback === 'string' && fallback !== '' ? fallback : null);
  return `${description}${type === 'types' ? '; repeatable' : ''}${note === null ? '' : ` (default: ${note})`}`;
}
