import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './CopyAs.module.css';
import { useCopy } from './useCopy.ts';

/** A button that copies the request as `name` writes it: as text, or as what makes the text once somebody wants it. */
export function CopyAs({ name, text }: { name: string; text: string | (() => Promise<string>) }) {
  const { copied, copy } = useCopy();
  return (
    <UnstyledButton
      className={classes.copy}
      onClick={async () => copy(typeof text === 'string' ? text : await text())}
    >
      <span className="for-readers">Copy the request as </span>
      {name}
      <span role="status" className={classes.done}>
        {copied ? 'copied' : ''}
      </span>
    </UnstyledButton>
  );
}

/** Several of them, at the end of a line. */
export function Copies({ children }: { children: ReactNode }) {
  return <span className={classes.copies}>{children}</span>;
}
