import { type CSSProperties, useState } from 'react';
import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Table } from '../../show/Table.tsx';
import type { Part } from '../api/answers.ts';
import { addressOf } from '../take/bytes.ts';
import { DownloadPicture } from './DownloadPicture.tsx';
import classes from './Picture.module.css';
import { placeOf, type Source } from './source.ts';

interface Props {
  /** A PNG in base64, of the size that was sent: each class in its colour. */
  image: string;
  parts: Part[];
  source: Source | undefined;
}

/** The classes of a picture's pixels: laid over it in their colours, and how much of it each has. */
export function PaintedPicture({ image, parts, source }: Props) {
  const [thick, setThick] = useState(60);
  const before = placeOf(source);
  const paint = addressOf(image);
  const most = largestIn(parts);
  return (
    <div>
      <Headline label="Most of it" value={most} />
      <div className={classes.compared}>
        <div className={classes.both} style={{ '--at': before ? `${thick}%` : '100%' } as CSSProperties}>
          {before && <img src={before} alt="What was sent" />}
          <img src={paint} alt={`The picture, painted: ${most}`} className={classes.paint} />
        </div>
        {before && (
          <>
            <input
              className={classes.slider}
              type="range"
              min={0}
              max={100}
              value={thick}
              aria-label="How thick the colours lie on the picture"
              onChange={(event) => setThick(Number(event.currentTarget.value))}
            />
            <div className={classes.ends} aria-hidden="true">
              <span>sent</span>
              <span>painted</span>
            </div>
          </>
        )}
      </div>
      <Table
        caption="What the colours are, and how much of the picture each has"
        hideCaption
        head={['What', 'Share', 'Colour']}
        rows={parts.map(({ label, colour, share }) => [
          label,
          percent(share),
          <span key={label} className={classes.swatch} style={{ background: colour }} title={colour} />,
        ])}
      />
      <DownloadPicture address={paint} />
    </div>
  );
}

/** `road, sky, tree`: the largest three. */
export function largestIn(parts: Part[]): string {
  const names = parts.slice(0, 3).map(({ label }) => label);
  return names.join(', ') || 'nothing';
}
