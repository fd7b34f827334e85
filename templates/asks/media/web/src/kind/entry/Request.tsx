import { useState } from 'react';
import type { Entry } from '../../api/history.ts';
import { useContract } from '../contract.ts';
import { CopyRequest } from '../show/CopyRequest.tsx';
import { Player } from '../show/Player.tsx';
import { againOf, isDescribed, sourceIn } from '../show/source.ts';
import { shapeInWords, writeTensor } from '../take/tensor.ts';
import classes from './entry.module.css';

const TINY = 128;
const MOST_SHOWN = 20_000;

/** What was sent, as it was sent, or what was kept of it. */
export function Request({ entry }: { entry: Entry }) {
  const again = againOf(entry);
  return (
    <>
      <Sent entry={entry} />
      {again ? (
        <div className={classes.copy}>
          <CopyRequest asked={again} />
        </div>
      ) : (
        <p className={classes.copy}>
          It was too large to be kept whole; what is kept is its hash and its size.
        </p>
      )}
    </>
  );
}

function Sent({ entry }: { entry: Entry }) {
  const contract = useContract();
  const [tiny, setTiny] = useState(false);
  const { address, file, text } = sourceIn(entry);
  if (contract?.takes === 'picture' && address)
    return (
      <img
        className={classes.whole}
        data-tiny={tiny}
        src={address}
        alt="What was sent"
        onLoad={({ currentTarget: { naturalWidth } }) => setTiny(naturalWidth < TINY)}
      />
    );
  if (file) return <Player sound={file} name="What was sent" />;
  if (text !== undefined) return <p className={classes.text}>{text}</p>;
  const inputs = (entry.request.inputs ?? entry.request) as Record<string, unknown>;
  return Object.entries(inputs).map(([name, value]) => (
    <section key={name} aria-label={name}>
      <h3 className="card-title">{name}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
      <pre className={classes.raw} tabIndex={0}>
        {isDescribed(value)
          ? `${value.type} ${shapeInWords(value.shape)}`
          : writeTensor(value).slice(0, MOST_SHOWN)}
      </pre>
    </section>
  ));
}
