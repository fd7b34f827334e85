/**
 * The one error a user can cause. Whatever is thrown as something else is a defect of ours.
 */

/** 1: it failed. 2: something to correct in what was asked for. 130: interrupted. */
export type ExitCode = 1 | 2 | 130;

/** A question that nobody answered, and the flag that answers it. */
export interface MissingAnswer {
  flag: string;
  question: string;
}

export interface UserErrorDetails {
  /** What to do next, one or more lines. */
  hint?: string | undefined;
  /** Defaults to 2: the user can correct it. */
  exitCode?: ExitCode | undefined;
  missing?: MissingAnswer[] | undefined;
  cause?: unknown;
}

/**
 * What was expected, what was found, where, and what to do next.
 *
 * @param code stable kebab-case word for programs, e.g. `unknown-flag`
 * @param message one or more plain sentences for people
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;
  readonly missing: MissingAnswer[];

  constructor(code: string, message: string, details: UserErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? null;
    this.exitCode = details.exitCode ?? 2;
    this.missing = details.missing ?? [];
  }
}

/** Whether the operating system refused something: no permission, a loop of links, a path that is too long. */
export const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
