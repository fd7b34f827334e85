/**
 * The command line → what was given. Knows only `QUESTIONS`; nothing is defaulted here.
 */
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import {
  type Answers,
  type Command,
  flagOf,
  QUESTIONS,
  type Question,
  type RunOptions,
} from '../questions.ts';
import { didYouMean } from './suggest.ts';
import { checkList, checkText, parseTypes, splitList, type Value } from './values.ts';

export interface CommandLine {
  /** Bare words, in order. */
  words: string[];
  given: Partial<Answers>;
  run: Partial<RunOptions>;
}

const ALL_FLAGS = QUESTIONS.filter(({ flag }) => flag !== null);

/** Whether a flag is there at all, for what must be known even when the line cannot be parsed. */
export function mentions(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes(flag);
}

/** The bare words of a command line, flags' values left out; never throws. */
export function bareWords(argv: readonly string[]): string[] {
  return tokensOf(argv).flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
}

/**
 * Parses `--flag value`, `--flag=value`, `-y`, `--no-git`, comma lists and repeated flags.
 *
 * Throws UserError: `unknown-flag` (with a did-you-mean), `bad-value`, `repeated-flag`.
 */
export function parseCommandLine(argv: readonly string[], command: Command): CommandLine {
  const words: string[] = [];
  const texts = new Map<Question, string[]>();
  const switches = new Map<Question, boolean>();
  for (const token of tokensOf(argv)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { question, on } = findQuestion(token.rawName, command);
    if (question.type === 'switch') {
      if (token.inlineValue) throw new UserError('bad-value', `${token.rawName} takes no value.`);
      switches.set(question, on);
    } else texts.set(question, [...(texts.get(question) ?? []), flagValue(token, question)]);
  }
  const values = [...texts].map(([question, given]): [string, Value] => [
    question.id,
    parse(question, given),
  ]);
  const isProduct = (id: string): boolean =>
    QUESTIONS.some((one) => one.id === id && one.scope === 'product');
  return {
    words,
    given: Object.fromEntries(values.filter(([id]) => isProduct(id))) as Partial<Answers>,
    run: Object.fromEntries([
      ...values.filter(([id]) => !isProduct(id)),
      ...[...switches].map(([question, on]) => [question.id, on]),
    ]) as Partial<RunOptions>,
  };
}

function tokensOf(argv: readonly string[]) {
  const options = Object.fromEntries(
    ALL_FLAGS.map(({ flag, alias, type }) => [
      flag,
      {
        type: type === 'switch' ? ('boolean' as const) : ('string' as const),
        ...(alias && { short: alias }),
      },
    ]),
  );
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function findQuestion(rawName: string, command: Command): { question: Question; on: boolean } {
  const matches = (one: Question): boolean =>
    rawName === `--${one.flag}` || (one.alias !== undefined && rawName === `-${one.alias}`);
  const found = ALL_FLAGS.find(matches);
  const negated = ALL_FLAGS.find((one) => one.type === 'switch' && rawName === `--no-${one.flag}`);
  const question = found ?? negated;
  if (question?.commands.includes(command)) return { question, on: found !== undefined };
  const usable = ALL_FLAGS.filter(({ commands }) => commands.includes(command)).map(flagOf);
  const meant = didYouMean(rawName, usable);
  const of = command === 'create' ? '' : ` of ${command}`;
  throw new UserError(
    'unknown-flag',
    `There is no flag ${rawName}${of}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    {
      hint:
        meant === null
          ? `create-ml-product ${command === 'create' ? '' : `${command} `}--help lists them.`
          : undefined,
    },
  );
}

function flagValue(
  token: { rawName: string; value?: string; inlineValue?: boolean },
  question: Question,
): string {
  const { rawName, value, inlineValue } = token;
  const isFlag =
    inlineValue !== true &&
    ALL_FLAGS.some((one) => value === flagOf(one) || value?.startsWith(`${flagOf(one)}=`));
  if (value === undefined || isFlag) {
    const example = question.choices?.[0]?.value ?? question.placeholder ?? '<value>';
    throw new UserError('bad-value', `${rawName} needs a value: ${rawName} ${example}`);
  }
  return value;
}

function parse(question: Question, texts: readonly string[]): Value {
  const where = flagOf(question);
  if (question.type === 'list') return checkList(question, texts.flatMap(splitList));
  if (question.type === 'types') return parseTypes(texts, where);
  const [text = '', second] = texts;
  if (second !== undefined && second !== text) {
    throw new UserError('repeated-flag', `${where} is given twice: ${text} and ${second}. Keep one.`);
  }
  return checkText(question, text);
}
