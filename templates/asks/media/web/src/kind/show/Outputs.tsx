import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Headline } from '../../show/Headline.tsx';
import { FileDown } from '../../show/icons.tsx';
import { linkTo } from '../../show/link.ts';
import { shapeInWords, writeTensor } from '../take/tensor.ts';
import classes from './Outputs.module.css';

const MOST_SHOWN = 4000;

/** Every output of the model: its name, its shape and its values; all of them to download. */
export function Outputs({ outputs, id }: { outputs: Record<string, unknown>; id: string }) {
  const file = useMemo(() => new Blob([JSON.stringify(outputs)], { type: 'application/json' }), [outputs]);
  const names = Object.keys(outputs);
  return (
    <div className="stack">
      <Headline label="Answer" value={names.length === 1 ? (names[0] ?? '') : `${names.length} outputs`} />
      {Object.entries(outputs).map(([name, value]) => (
        <section key={name} aria-label={name}>
          <h3 className={classes.name}>
            {name} <span>{shapeInWords(shapeOf(value))}</span>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
          <pre className={classes.values} tabIndex={0}>
            {beginningOf(value)}
          </pre>
        </section>
      ))}
      <div>
        <Button
          component="a"
          variant="default"
          size="xs"
          leftSection={<FileDown />}
          href={linkTo(file)}
          download={`${id || 'answer'}.json`}
        >
          Download the answer
        </Button>
      </div>
    </div>
  );
}

export function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let one = value; Array.isArray(one); one = one[0]) shape.push(one.length);
  return shape;
}

/** Long values only so far as anybody reads them. */
function beginningOf(value: unknown): string {
  const text = writeTensor(cut(value, { left: MOST_SHOWN / 2 }));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} …` : text;
}

/** The first values of nested lists, so that a large answer is not written out whole. */
function cut(value: unknown, values: { left: number }): unknown {
  if (!Array.isArray(value)) {
    values.left--;
    return value;
  }
  const kept: unknown[] = [];
  for (const one of value) {
    if (values.left <= 0) break;
    kept.push(cut(one, values));
  }
  return kept;
}
