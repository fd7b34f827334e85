import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { number } from '../../show/format.ts';
import { Headline } from '../../show/Headline.tsx';
import { FileDown } from '../../show/icons.tsx';
import { linkTo } from '../../show/link.ts';
import type { Answer } from '../api/answers.ts';
import classes from './Similarity.module.css';

const DIGITS = 3;
const FIRST = 6;

/** How alike two are, from unrelated (0) to the same (1), and the vectors to take along. */
export function Similarity({ similarity, answers }: { similarity: number | null; answers: Answer[] }) {
  const vectors = answers.flatMap(({ embedding = [] }) =>
    Array.isArray(embedding[0]) ? (embedding as number[][]) : [embedding as number[]],
  );
  const file = useMemo(
    () => new Blob([JSON.stringify(answers.map(({ embedding }) => embedding))], { type: 'application/json' }),
    [answers],
  );
  return (
    <div>
      {similarity === null ? (
        <Headline label="A vector of" value={`${number(vectors[0]?.length ?? 0)} numbers`} />
      ) : (
        <>
          <Headline label="Similarity" value={number(similarity, DIGITS)} />
          <div className={classes.scale} aria-hidden="true">
            <i style={{ insetInlineStart: `${Math.min(1, Math.max(0, similarity)) * 100}%` }} />
          </div>
          <div className={classes.ends}>
            <span>0: unrelated</span>
            <span>1: the same</span>
          </div>
        </>
      )}
      <ul className={classes.vectors}>
        {vectors.map((vector, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stand in the order in which they were sent
          <li key={at}>
            {vector
              .slice(0, FIRST)
              .map((value) => number(value, DIGITS))
              .join('  ')}
            {vector.length > FIRST && ` … (${number(vector.length)})`}
          </li>
        ))}
      </ul>
      <Button
        component="a"
        variant="default"
        size="xs"
        leftSection={<FileDown />}
        href={linkTo(file)}
        download="embedding.json"
      >
        Download {vectors.length > 1 ? 'the vectors' : 'the vector'}
      </Button>
    </div>
  );
}
