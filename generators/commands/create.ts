/** `[dir]`: writes a product. Everything is checked before anything is asked, and asked before anything is written. */
import { extname, resolve } from 'node:path';
import type { CommandLine } from '../answers/argv.ts';
import { flags, quote } from '../answers/command.ts';
import { folderFromSource } from '../answers/defaults.ts';
import { readAnswersFile } from '../answers/file.ts';
import { expandedPattern, isFile } from '../answers/pattern.ts';
import { checkText } from '../answers/values.ts';
import { runGenerator } from '../app/environment.ts';
import type { CreateRun } from '../app/run.ts';
import { UserError } from '../errors.ts';
import { kindOf } from '../inspect/kind.ts';
import { type Answers, flagOf, question, type RunOptions } from '../questions.ts';
import type { Session } from '../session.ts';
import { nextCommands, nextSteps, plannedText } from '../show/next-steps.ts';
import { VERSION } from '../version.ts';
import { checkPlace, recoverPlace } from '../write/index.ts';

/** The document of `create --json`. */
export interface CreateDocument {
  ok: true;
  dir: string;
  version: string;
  files: string[];
  next: string[];
}

/** Runs the command. Throws UserError. */
export async function create(session: Session, line: CommandLine): Promise<CreateDocument> {
  const run: CreateRun = { given: givenAnswers(line), options: line.run };
  session.print(`\n  ${session.paint.bold('create-ml-product')} ${VERSION}`);
  if (run.given.dir !== undefined) {
    if (run.options.dryRun !== true) recoverPlace(run.given.dir);
    checkPlace(run.given.dir);
  }
  if (!session.interactive || run.options.yes === true) await requireAnswers(session, run);
  await runGenerator(session, run);
  return report(session, run);
}

/** Flags over the answers file; a bare word is the folder. */
function givenAnswers({ words, given, run }: CommandLine): Partial<Answers> {
  const fromFile = run.answers === undefined ? {} : readAnswersFile(run.answers);
  const [dir, ...more] = words;
  refuseExpandedPattern(given.source, words);
  if (more.length > 0) {
    throw new UserError('stray-words', `One folder is expected, but there is also: ${more.join(', ')}.`, {
      hint: 'A value with spaces stands in quotes, and the value of a flag follows it directly.',
    });
  }
  if (dir !== undefined) checkText(question('dir'), dir);
  if (given.source !== undefined && given.sample !== undefined) {
    throw new UserError('bad-value', '--source and --sample exclude each other. Keep one.');
  }
  const answers = { ...fromFile, ...given, ...(dir !== undefined && { dir }) };
  if (given.source !== undefined) delete answers.sample;
  if (given.sample !== undefined) delete answers.source;
  if (answers.source !== undefined && answers.sample !== undefined) {
    throw new UserError(
      'bad-answers',
      `"source" and "sample" in --answers ${run.answers} exclude each other.`,
    );
  }
  return answers;
}

/** `--source data/*.csv` without quotes: the shell hands over the first file, and the others as words. */
function refuseExpandedPattern(source: string | undefined | null, words: readonly string[]): void {
  if (!source) return;
  const others = words.filter((word) => word !== source && extname(word) === extname(source) && isFile(word));
  if (others.length > 0) throw expandedPattern([source, ...others], '--source ');
}

/** Without a terminal nothing is asked: what is open is named, with its flag, and with a command that would do. */
async function requireAnswers(session: Session, { given, options }: CreateRun): Promise<void> {
  const hasData = given.source !== undefined || given.sample !== undefined;
  const defaults = options.yes === true;
  if (session.interactive) return;
  const isModel = given.kind === 'onnx' || (given.source != null && kindOf(given.source) === 'onnx');
  const needsTarget = !isModel && given.target === undefined && given.sample === undefined && !defaults;
  const open: (keyof Answers)[] = [
    ...(given.dir === undefined && !defaults ? ['dir' as const] : []),
    ...(given.kind === undefined && !hasData && !defaults ? ['kind' as const] : []),
    ...(hasData ? [] : ['source' as const]),
    ...(needsTarget ? ['target' as const] : []),
  ];
  if (open.length === 0) return;
  const target =
    given.source !== undefined && open.includes('target') ? await suggestTarget(session, given) : null;
  throw new UserError('missing-answers', 'There is no terminal to ask on, and this is not answered:', {
    missing: open.map((id) => ({ flag: flagOf(question(id)), question: question(id).message ?? id })),
    hint: `For example:\n  ${readyCommand(given, options, open, target)}`,
  });
}

async function suggestTarget(session: Session, given: Partial<Answers>): Promise<string> {
  const { readSource, understand } = await import('../work.ts');
  const source = await readSource(session, given);
  if (source.kind === 'onnx') return '';
  const { spec } = understand(source, given);
  return spec.target?.column ?? spec.columns.at(-1)?.name ?? '';
}

/** What was typed, and an answer for all that is open. */
function readyCommand(
  given: Partial<Answers>,
  options: Partial<RunOptions>,
  open: (keyof Answers)[],
  target: string | null,
): string {
  const sample = given.kind === 'onnx' ? 'digits' : 'penguins';
  const withData = open.includes('source') ? { ...given, sample } : given;
  const answers = { ...withData, ...(target !== null && { target }) };
  const dir = given.dir ?? folderFromSource(answers);
  const switches = (['yes', 'dryRun', 'json', 'run', 'git'] as const).flatMap((id) =>
    options[id] === undefined ? [] : [flagOf(question(id))],
  );
  return ['create-ml-product', quote(dir), ...flags(answers, {}), ...switches].join(' ');
}

async function report(session: Session, run: CreateRun): Promise<CreateDocument> {
  const { answers, understood, planned = [], written, options } = run;
  if (answers === undefined || understood === undefined)
    throw new Error('the generator ended without answers');
  const next = nextCommands(answers.dir);
  if (options.dryRun === true) session.print(plannedText(answers.dir, planned));
  else if (written === undefined) session.print('\n  Nothing was written.\n');
  else {
    const { commandFromHere } = await import('../work.ts');
    const command = commandFromHere(answers, understood);
    const firstStart = `${understood.kind === 'onnx' ? 'prepares' : 'trains'} the model and prints its link`;
    session.print(
      nextSteps({ written, next, command, starts: options.run === true, firstStart }, session.paint),
    );
  }
  return { ok: true, dir: resolve(answers.dir), version: VERSION, files: planned, next };
}
