import { UserError } from '../errors.ts';
import { summaryOf } from '../inspect/summary.ts';
import type { Session } from '../session.ts';
import { failureText } from '../show/failure.ts';
import { understoodLines } from '../show/understood.ts';
import type { TabularDraft } from '../spec.ts';
import type { Understood } from './understand.ts';

/** Prints the table as it is understood now. */
export function showUnderstood({ print, paint }: Session, understood: Understood<TabularDraft>): void {
  const { spec, profile, sample, seconds } = understood;
  const summaries = spec.columns.map((_, position) => summaryOf(profile, position));
  const name = sample === null ? spec.source.fileName : `${sample.title} (sample)`;
  print(['', ...understoodLines(spec, summaries, name, seconds, paint), ''].join('\n'));
}

/** Says why an answer cannot be used. What is no UserError is thrown on. */
export function showRefusal({ print, paint }: Session, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  print(`\n${failureText(error, paint)}\n`);
}

/** At a terminal a wrong answer is said, and the question asked again. */
export async function askAgain<T>(session: Session, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!session.interactive) throw error;
      showRefusal(session, error);
    }
  }
}
