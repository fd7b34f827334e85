import type { Model } from '../api/model.ts';
import { Notice } from '../show/Notice.tsx';

/** What must be known before any figure is believed: a model that learned nothing, a column that gives it away. */
export function Alarms({ model: { verdict, leak } }: { model: Model }) {
  return (
    <>
      {verdict?.words && <Notice tone="danger" title={sentence(verdict.words)} />}
      {leak && (
        <Notice tone="danger" title="One column may give the answer away.">
          <p>{sentence(leak.words)}</p>
        </Notice>
      )}
    </>
  );
}

function sentence(words: string): string {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
