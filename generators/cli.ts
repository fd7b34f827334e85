/**
 * argv → command → exit code. Nothing heavy is imported before it is needed.
 *
 * Exit codes: 0 done, 1 failed, 2 something to correct, 130 interrupted.
 */
import { bareWords, type CommandLine, mentions, parseCommandLine } from './answers/argv.ts';
import { refuseSwallowedFlags } from './answers/npm.ts';
import { UserError } from './errors.ts';
import { type Command, RESERVED_WORDS } from './questions.ts';
import type { Session } from './session.ts';
import { failureDocument, failureText } from './show/failure.ts';
import { helpDocument, helpText } from './show/help.ts';
import { paintFor } from './show/style.ts';
import { VERSION } from './version.ts';
import { tidyNow } from './write/interrupt.ts';

const INTERRUPTED = 130;

/** Runs the program and ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const json = mentions(argv, '--json');
  survivePipesAndSignals();
  try {
    const code = await run(argv, json);
    await end(code);
  } catch (error) {
    await end(fail(error, json));
  }
}

async function run(argv: readonly string[], json: boolean): Promise<number> {
  refuseSwallowedFlags(argv, process.env);
  const { command, rest } = splitCommand(argv);
  const line = parseCommandLine(rest, command);
  const told = tell(command, line, json);
  if (told !== null) {
    process.stdout.write(`${told}\n`);
    return 0;
  }
  const session = openSession(json);
  const document = command === 'inspect' ? await runInspect(session, line) : await runCreate(session, line);
  if (json) process.stdout.write(`${JSON.stringify(document)}\n`);
  if (command === 'create' && line.run.run === true && line.run.dryRun !== true) {
    const { startProduct } = await import('./commands/start.ts');
    return startProduct((document as { dir: string }).dir, json);
  }
  return 0;
}

/** `--help` and `--version`, as text or as a document; null where neither is asked for. */
function tell(command: Command, { run: asked }: CommandLine, json: boolean): string | null {
  if (asked.help === true) {
    return json
      ? JSON.stringify(helpDocument(command, VERSION))
      : helpText(command, VERSION, paintFor(process.stdout));
  }
  if (asked.version !== true) return null;
  return json ? JSON.stringify({ ok: true, version: VERSION }) : VERSION;
}

/** The first bare word names the command, unless it is a folder. */
function splitCommand(argv: readonly string[]): { command: Command; rest: string[] } {
  const first = bareWords(argv)[0];
  const word = RESERVED_WORDS.find((reserved) => reserved === first);
  if (word === undefined) return { command: 'create', rest: [...argv] };
  if (word !== 'inspect') {
    throw new UserError('not-yet', `${word} is not in this version (${VERSION}).`, {
      hint: `A folder of that name is ./${word}.`,
    });
  }
  const rest = [...argv];
  rest.splice(rest.indexOf(word), 1);
  return { command: word, rest };
}

async function runInspect(session: Session, line: CommandLine): Promise<object> {
  const { inspect } = await import('./work.ts');
  return inspect(session, line);
}

async function runCreate(session: Session, line: CommandLine): Promise<object> {
  const { create } = await import('./commands/create.ts');
  return create(session, line);
}

function openSession(json: boolean): Session {
  return {
    json,
    interactive: !json && process.stdin.isTTY === true && process.stdout.isTTY === true,
    paint: paintFor(process.stdout),
    print: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    loadTemplates: async () => (await import('./load-templates.ts')).loadTemplates(),
  };
}

/** Says what went wrong, once, without a stack trace; gives the exit code. */
function fail(error: unknown, json: boolean): number {
  if (isInterruption(error)) {
    tidyNow();
    if (json) process.stdout.write(`${JSON.stringify(failureDocument(asUserError(error)))}\n`);
    return INTERRUPTED;
  }
  if (process.env.DEBUG) console.error(error);
  const failure = asUserError(error);
  if (json) process.stdout.write(`${JSON.stringify(failureDocument(failure))}\n`);
  else process.stderr.write(`\n${failureText(failure, paintFor(process.stderr))}\n\n`);
  return failure.exitCode;
}

/** inquirer says it with an error of this name when a person leaves with Ctrl-C. */
const isInterruption = (error: unknown): boolean => (error as Error | null)?.name === 'ExitPromptError';

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (isInterruption(error)) {
    return new UserError('interrupted', 'Interrupted. Nothing was written.', { exitCode: INTERRUPTED });
  }
  const said = error instanceof Error ? error.message : String(error);
  return new UserError('defect', `This should not have happened: ${said}`, {
    hint: 'It is a defect of create-ml-product. The same command with DEBUG=1 in front shows where.',
    exitCode: 1,
    cause: error,
  });
}

/** A closed pipe stops the printing, not the work; a signal tidies before it ends the process. */
function survivePipesAndSignals(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      tidyNow();
      process.exit(INTERRUPTED);
    });
  }
}

/** Ends when all that was printed has left; something forgotten in the background must not keep us. */
async function end(code: number): Promise<void> {
  process.exitCode = code;
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => (stream.destroyed ? resolve() : stream.write('', () => resolve()))),
    ),
  );
  process.exit(code);
}
