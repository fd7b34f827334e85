/** The command that writes the same product again. */
import { type Answers, type ProductQuestion, QUESTIONS } from '../questions.ts';
import { VERSION } from '../version.ts';

/** What would be answered without being asked; a flag that says the same is left out of the command. */
export type Expected = Partial<Answers>;

/** `npm create ml-product@0.1.0 shop -- --source orders.csv --target returned --yes` */
export function npmCommand(answers: Answers, expected: Expected): string {
  return `npm create ml-product@${VERSION} ${quote(answers.dir)} -- ${flags(answers, expected).join(' ')} --yes`;
}

/** The flags that say what `expected` does not. */
export function flags(answers: Partial<Answers>, expected: Expected): string[] {
  return QUESTIONS.flatMap((question) =>
    question.scope === 'product' && question.flag !== null ? flagsOf(question, answers, expected) : [],
  );
}

function flagsOf(question: ProductQuestion, answers: Partial<Answers>, expected: Expected): string[] {
  const value = answers[question.id];
  if (
    value === undefined ||
    value === null ||
    value === '' ||
    value === (expected[question.id] ?? question.default)
  ) {
    return value === '' && expected[question.id] ? [`--${question.flag}=`] : [];
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? [] : [`--${question.flag} ${quote(value.map(quoteItem).join(','))}`];
  }
  if (typeof value === 'object') {
    return Object.entries(value).map(([column, type]) => `--type ${quote(`${quoteItem(column)}=${type}`)}`);
  }
  return [
    value.startsWith('-') ? `--${question.flag}=${quote(value)}` : `--${question.flag} ${quote(value)}`,
  ];
}

/** For a comma list: a name that holds a comma or a quote stands in quotes. */
function quoteItem(item: string): string {
  return /[",]|^\s|\s$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
}

/** For a shell: double quotes where they are safe in every shell, else a POSIX shell's single quotes. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./\\~-]+$/.test(text) && !text.includes('\\')) return text;
  if (!/["$`\\!]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
