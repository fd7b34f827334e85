import type { Entry } from '../../api/history.ts';
import { Facts } from '../../show/Facts.tsx';
import { useContract } from '../contract/useContract.ts';
import { shown } from '../contract/values.ts';
import { CopyRequest } from '../result/CopyRequest.tsx';
import classes from './Request.module.css';

const LONG = 24;

/** The row as the model got it, after the checks. */
export function Request({ entry }: { entry: Entry }) {
  const contract = useContract();
  const facts = Object.entries(entry.request).map(([name, value]): [string, string] => {
    const field = contract?.byName.get(name);
    return [field?.label ?? name, shown(value, field)];
  });
  const rest = facts.slice(LONG);
  return (
    <>
      <Facts facts={facts.slice(0, LONG)} />
      {rest.length > 0 && (
        <details className="more">
          <summary>{rest.length} more fields</summary>
          <Facts facts={rest} />
        </details>
      )}
      <details className="more">
        <summary>As it was sent</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
        <pre className={classes.raw} tabIndex={0}>
          {JSON.stringify(entry.request, null, 2)}
        </pre>
      </details>
      <div className={classes.copy}>
        <CopyRequest row={entry.request} />
      </div>
    </>
  );
}
