import { UnstyledButton } from '@mantine/core';
import classes from './IdChip.module.css';
import { Check, Copy } from './icons.tsx';
import { useCopy } from './useCopy.ts';

/** The id of an answer, shortened to read and copied whole: with it any answer can be followed to its request. */
export function IdChip({ id }: { id: string }) {
  const { copied, copy } = useCopy();
  return (
    <UnstyledButton className={classes.chip} onClick={() => copy(id)} title={id}>
      <span className={classes.word}>id</span>
      <code data-testid="answer-id" data-id={id}>
        {shortened(id)}
      </code>
      {copied ? <Check /> : <Copy />}
      <span className="for-readers" role="status">
        {copied ? 'Copied' : ''}
      </span>
      <span className="for-readers">Copy the id</span>
    </UnstyledButton>
  );
}

function shortened(id: string): string {
  return id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
}
