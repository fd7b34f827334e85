import type { Truth } from '../history/views.ts';
import type { Contract } from './contract.ts';

/** How the truth about an answer is told: one of the labels where it is one of them, else only whether it was right. */
export function truthOf({ task, labels }: Contract): Truth {
  const isLabel = /-classification$/.test(task) && task !== 'token-classification';
  if (!(isLabel || task === 'audio') || labels.length < 2) return { asked: 'verdict' };
  return { asked: 'choice', choices: labels.map((label) => ({ value: label, label })) };
}
