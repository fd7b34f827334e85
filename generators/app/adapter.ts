/**
 * Yeoman's way to the terminal. inquirer is imported when the first question is asked, not before: most runs by
 * flags never need it.
 */
import type { Session } from '../session.ts';

export type PromptQuestion = Record<string, unknown> & { name: string; message: string };
export type Ask = <T>(question: PromptQuestion) => Promise<T>;

/** What Yeoman's environment wants of an adapter; see `InputOutputAdapter` in @yeoman/types. */
export class TerminalAdapter {
  readonly #session: Session;
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly log = silentLog();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asks with inquirer. Throws inquirer's ExitPromptError when the person leaves with Ctrl-C. */
  async prompt<T extends object>(questions: PromptQuestion[], answers?: object): Promise<T> {
    if (!this.#session.interactive) throw new Error('there is no terminal to ask on');
    const { createPromptModule } = await import('./inquirer.ts');
    return (await createPromptModule()(questions as never, answers as never)) as T;
  }

  abort(reason?: unknown): void {
    this.#controller.abort(reason);
  }

  close(): void {
    this.abort();
  }

  async queue<T>(work: (adapter: this) => T): Promise<T> {
    return work(this);
  }

  async progress<T>(work: (progress: { step: () => void }) => T): Promise<T> {
    return work({ step: () => {} });
  }

  async onIdle(): Promise<void> {}

  separator(): never {
    throw new Error('not used here');
  }
}

/** Yeoman logs its own course here, in words that are not for the owner of a product. */
function silentLog(): object {
  const log = (): object => log;
  return Object.assign(log, { write: log, ok: log, error: log, info: log, skip: log, writeln: log });
}
