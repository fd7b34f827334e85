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
    'npm create ml-product penguins -- --sample penguins --run',
  ],
  inspect: ['create-ml-product inspect orders.csv --target returned --json'],
};

export function helpText(command: Command, version: string, paint: Paint): string {
  const questions = QUESTIONS.filter(({ commands }) => commands.includes(command));
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
  const open = question.choices?.filter(({ coming }) => coming !== true).map(({ value }) => value);
  return `${short}${flagOf(question)} ${open?.join('|') ?? question.placeholder}`;
}

function describe(question: Question): string {
  const { description, type, defaultNote, default: fallback } = question;
  if (type === 'switch') return fallback === true ? `do not ${description}` : description;
  const note = defaultNote ?? (typeof fallback === 'string' && fallback !== '' ? fallback : null);
  return `${description}${type === 'types' ? '; repeatable' : ''}${note === null ? '' : ` (default: ${note})`}`;
}
