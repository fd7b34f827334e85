/**
 * npm without `--` keeps the flags for itself (and PowerShell takes the `--` away): what arrives are bare words, and
 * `npm_config_<flag>` in the environment. That cannot be repaired for certain, so it is said, with the right command.
 */
import { UserError } from '../errors.ts';
import { flagOf, QUESTIONS, type Question } from '../questions.ts';
import { bareWords, mentions } from './argv.ts';
import { quote } from './command.ts';

/** Flags that mean something to npm itself; seeing them says nothing. */
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
    ({ flag }) => flag !== null && env[variable(flag)] && !mentions(argv, `--${flag}`) && !NPMS_OWN.has(flag),
  );
  if (swallowed.length === 0) return;
  const names = swallowed.map(flagOf).join(', ');
  const plural = swallowed.length > 1;
  throw new UserError(
    'npm-swallowed-flags',
    `npm kept ${names} for itself: ${plural ? 'they' : 'it'} must stand behind a '--', in quotes where the shell is PowerShell.`,
    { hint: `Try:\n  ${repaired(argv, env, swallowed)}` },
  );
}

const variable = (flag: string): string => `npm_config_${flag.replaceAll('-', '_')}`;

/** The command that was probably meant. Values that came as bare words go, in order, to the flags without one. */
function repaired(argv: readonly string[], env: NodeJS.ProcessEnv, swallowed: Question[]): string {
  const words = bareWords(argv);
  const bare = (one: Question): boolean => one.type !== 'switch' && env[variable(one.flag ?? '')] === 'true';
  const values = words.slice(words.length - swallowed.filter(bare).length);
  const kept = words.slice(0, words.length - values.length);
  const order = Object.keys(env);
  const flags = swallowed
    .toSorted((a, b) => order.indexOf(variable(a.flag ?? '')) - order.indexOf(variable(b.flag ?? '')))
    .map((one) => {
      if (one.type === 'switch') return flagOf(one);
      const value = bare(one) ? values.shift() : env[variable(one.flag ?? '')];
      return `${flagOf(one)} ${value === undefined ? one.placeholder : quote(value)}`;
    });
  const rest = argv.filter((word) => word.startsWith('-'));
  const start =
    env.npm_command === 'start' || env.npm_command === 'run-script' ? 'npm start' : 'npm create ml-product';
  const folder = start === 'npm start' ? [] : kept.map(quote);
  const inside = start === 'npm start' ? kept.map(quote) : [];
  return [start, ...folder, "'--'", ...inside, ...flags, ...rest].join(' ');
}
