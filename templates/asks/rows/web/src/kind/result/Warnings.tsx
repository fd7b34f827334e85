import { Notice } from '../../show/Notice.tsx';
import type { Warning } from '../contract/api.ts';

/** What to be careful about with an answer. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warn">
      {warnings.map((warning) => (
        <p key={`${warning.field} ${warning.code}`}>{warning.message}</p>
      ))}
    </Notice>
  );
}
