/**
 * npm without `--` keeps the flags for itself (and PowerShell takes the `--` away): what arrives are bare words, and
 * `npm_config_<flag>` in the environment. That cannot be repaired for certain, so it is said, with the right command.
 */
import { UserError } from '../errors.ts';
import { flagOf, QUESTIONS, type Question } from '../questions.ts';
import { bareWords, mentions } from './argv.ts';
import { quote } from './command.ts';

/** Flags that mean something to npm itself, or that people keep in their npm settings; seeing them says nothing. */
const NPMS_OWN = new Set([
  'yes',
  'dry-run',
  'json',
  'include',
  'description',
  'git',
  'help',
  'version',
  'author',
  'license',
  'name',
]);

/** Throws UserError `npm-swallowed-flags` when flags of ours went to npm. */
export function refuseSwallowedFlags(argv: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env.npm_command === undefined && env.npm_config_user_agent === undefined) return;
  const swallowed = QUESTIONS.filter(
    ({ flag }) =>
      flag !== null && keptByNpm(flag, env) && !mentions(argv, `--${flag}`) && !NPMS_OWN.has(flag),
  );
  if (swallowed.length === 0) return;
  const names = swallowed.map(flagOf).join(', ');
  const it = swallowed.length > 1 ? 'they' : 'it';
  throw new UserError(
    'npm-swallowed-flags',
    `npm kept ${names} for itself: ${it} must stand behind a '--', in quotes where the shell is PowerShell.`,
    { hint: `Try:\n  ${repaired(bareWords(argv), argv, env, swallowed)}` },
  );
}

const keptByNpm = (flag: string, env: NodeJS.ProcessEnv): string | undefined =>
  env[`npm_config_${flag.replaceAll('-', '_')}`];

/** The command that was probably meant. */
function repaired(
  words: string[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  swallowed: Question[],
): string {
  const valueKept = (one: Question): string => keptByNpm(one.flag ?? '', env) ?? '';
  const bare = swallowed.filter((one) => one.type !== 'switch' && valueKept(one) === 'true');
  const kept = words.slice(0, words.length - bare.length);
  const guessed = handOut(words.slice(kept.length), bare);
  const flags = swallowed.map((one) => {
    if (one.type === 'switch') return flagOf(one);
    const value = bare.includes(one) ? guessed.get(one) : valueKept(one);
    return `${flagOf(one)} ${value === undefined ? one.placeholder : quote(value)}`;
  });
  const rest = argv.filter((word) => word.startsWith('-'));
  const folder = kept.map(quote);
  return env.npm_command === 'start' || env.npm_command === 'run-script'
    ? ['npm start', "'--'", ...folder, ...flags, ...rest].join(' ')
    : ['npm create ml-product', ...folder, "'--'", ...flags, ...rest].join(' ');
}

/** Which word was the value of which flag: by what can be told from the word, then in the order of the table. */
function handOut(words: string[], questions: Question[]): Map<Question, string> {
  const left = [...words];
  const found = new Map<Question, string>();
  for (const fits of [looksLike, () => true]) {
    for (const one of questions) {
      const at = found.has(one) ? -1 : left.findIndex((word) => fits(one, word));
      if (at >= 0) found.set(one, ...(left.splice(at, 1) as [string]));
    }
  }
  return found;
}

function looksLike({ type, choices, placeholder }: Question, word: string): boolean {
  if (type === 'choice') return choices?.some(({ value }) => value === word) ?? false;
  if (type === 'types') return word.includes('=');
  const isPath = placeholder === '<path>' || placeholder === '<file.json>';
  return isPath && /[./\\]/.test(word) && word.endsWith('.json') === (placeholder === '<file.json>');
}
