import type { Session } from '../session.ts';
import { understoodLines } from '../show/understood.ts';
import type { TabularDraft } from '../spec.ts';
import type { Understood } from './understand.ts';

/** Prints the table as it is understood now. */
export function showUnderstood({ print, paint }: Session, understood: Understood<TabularDraft>): void {
  const { spec, sample, seconds } = understood;
  const name = sample === null ? spec.source.fileName : `${sample.title} (sample)`;
  print(['', ...understoodLines(spec, name, seconds, paint), ''].join('\n'));
}
