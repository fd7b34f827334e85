/** A failure, for people and for programs. */
import type { UserError } from '../errors.ts';
import type { Paint } from './style.ts';

export interface FailureDocument {
  ok: false;
  code: string;
  message: string;
  hint: string | null;
  missing: { flag: string; question: string }[];
}

export function failureDocument({ code, message, hint, missing }: UserError): FailureDocument {
  return { ok: false, code, message, hint, missing };
}

export function failureText({ message, hint, missing }: UserError, paint: Paint): string {
  const width = Math.max(0, ...missing.map(({ flag }) => flag.length));
  return [
    ...message.split('\n').map((line, at) => `  ${at === 0 ? paint.red(line) : line}`),
    ...missing.map(({ flag, question }) => `    ${flag.padEnd(width)}   ${question}`),
    ...(hint === null ? [] : hint.split('\n').map((line) => `  ${line}`)),
  ].join('\n');
}
