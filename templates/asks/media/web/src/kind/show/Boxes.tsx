import { useState } from 'react';
import { percent } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { Table } from '../../show/Table.tsx';
import type { Box } from '../api/answers.ts';
import { colourOf } from './colours.ts';
import classes from './Picture.module.css';
import { placeOf, type Source } from './source.ts';

/** What was found, drawn onto the picture, and as a table. */
export function Boxes({ boxes, source }: { boxes: Box[]; source: Source | undefined }) {
  const address = placeOf(source);
  const [size, setSize] = useState<[number, number] | null>(null);
  const labels = [...new Set(boxes.map(({ label }) => label))];
  return (
    <div>
      <Headline label="Found" value={countedIn(boxes)} />
      {address && (
        <div className={classes.drawn}>
          <img
            src={address}
            alt={`The picture, with ${countedIn(boxes)} marked`}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize([naturalWidth, naturalHeight])
            }
          />
          {size && (
            <svg viewBox={`0 0 ${size[0]} ${size[1]}`} aria-hidden="true">
              {boxes.map((box, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two boxes may be alike, and never change places
                <Drawn key={at} box={box} width={size[0]} colour={colourOf(labels.indexOf(box.label))} />
              ))}
            </svg>
          )}
        </div>
      )}
      {boxes.length > 0 && (
        <Table
          caption="What was found"
          hideCaption
          head={['What', 'Sure', 'Left, top, right, bottom (pixels)']}
          rows={boxes.map(({ label, score, box }) => [label, percent(score), box.map(Math.round).join(', ')])}
        />
      )}
    </div>
  );
}

function Drawn({ box: { box, label, score }, width, colour }: { box: Box; width: number; colour: string }) {
  const [left, top, right, bottom] = box;
  const text = width / 34;
  const words = `${label} ${percent(score)}`;
  const length = Math.min(width, words.length * text * 0.58 + text * 0.6);
  // A box at the right edge: its words begin further left, so that they can be read to their end.
  const start = Math.max(0, Math.min(left, width - length));
  const above = top > text * 1.5 ? top - text * 1.4 : top;
  return (
    <g>
      <rect
        x={left}
        y={top}
        width={Math.max(0, right - left)}
        height={Math.max(0, bottom - top)}
        fill="none"
        stroke={colour}
        strokeWidth={width / 200}
      />
      <rect x={start} y={above} width={length} height={text * 1.4} fill={colour} />
      <text x={start + text * 0.3} y={above + text * 1.05} fontSize={text} fill="#fff">
        {words}
      </text>
    </g>
  );
}

/** `2 × cat, dog`. */
export function countedIn(boxes: Box[]): string {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  const words = [...counts].map(([label, count]) => (count > 1 ? `${count} × ${label}` : label));
  return words.join(', ') || 'nothing';
}
