import type { Model } from '../api/model.ts';
import { Facts } from '../show/Facts.tsx';
import { dateTime } from '../show/format.ts';

/** Versions and hashes: with them the very same model can be made again. */
export function Provenance({ model }: { model: Model }) {
  return (
    <>
      <Facts
        facts={[
          ['Version', model.version],
          [model.source ? 'Made' : 'Trained', model.created_at && dateTime(model.created_at)],
          [
            'Learned on',
            model.model?.transform === 'log' ? 'the logarithm of the target, undone in the answers' : null,
          ],
          ...Object.entries(model.versions ?? {}),
        ]}
      />
      {model.hashes && (
        <details className="more">
          <summary>Hashes</summary>
          <Facts facts={Object.entries(model.hashes).map(([name, hash]) => [name, hash, 'code'])} />
        </details>
      )}
    </>
  );
}
