import { type CSSProperties, useState } from 'react';
import { Headline } from '../../show/Headline.tsx';
import { addressOf } from '../take/bytes.ts';
import { DownloadPicture } from './DownloadPicture.tsx';
import classes from './Picture.module.css';
import { placeOf, type Source } from './source.ts';

const SAME_SHAPE = 0.02;

/** The picture that the model made: above the one that was sent where both are of one shape, else beside it. */
export function ResultPicture({ image, source }: { image: string; source: Source | undefined }) {
  const before = placeOf(source);
  const after = addressOf(image);
  const [shapes, setShapes] = useState<{ before?: number; after?: number }>({});
  const measure = (which: 'before' | 'after') => (event: { currentTarget: HTMLImageElement }) => {
    const { naturalWidth, naturalHeight } = event.currentTarget;
    setShapes((known) => ({ ...known, [which]: naturalWidth / naturalHeight }));
  };
  const isAlike =
    shapes.before !== undefined &&
    shapes.after !== undefined &&
    Math.abs(shapes.before / shapes.after - 1) < SAME_SHAPE;
  return (
    <div>
      <Headline label="Answer" value="A picture" />
      {before && isAlike ? (
        <Both before={before} after={after} />
      ) : (
        <div className={classes.beside}>
          {before && (
            <figure>
              <img src={before} alt="What was sent" onLoad={measure('before')} />
              <figcaption>sent</figcaption>
            </figure>
          )}
          <figure>
            <img src={after} alt="What the model made of it" onLoad={measure('after')} />
            <figcaption>answered</figcaption>
          </figure>
        </div>
      )}
      <DownloadPicture address={after} />
    </div>
  );
}

function Both({ before, after }: { before: string; after: string }) {
  const [at, setAt] = useState(50);
  return (
    <div className={classes.compared}>
      <div className={classes.both} style={{ '--at': `${at}%` } as CSSProperties}>
        <img src={after} alt="What the model made of it" />
        <img src={before} alt="What was sent" className={classes.before} />
        <span className={classes.edge} aria-hidden="true" />
      </div>
      <input
        className={classes.slider}
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label="How much of what was sent is shown"
        onChange={(event) => setAt(Number(event.currentTarget.value))}
      />
      <div className={classes.ends} aria-hidden="true">
        <span>sent</span>
        <span>answered</span>
      </div>
    </div>
  );
}
