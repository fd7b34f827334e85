import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './CopyAs.module.css';
import { useCopy } from './useCopy.ts';

/** A button that copies the request as `name` writes it. */
export function CopyAs({ name, text }: { name: string; text: string }) {
  const { copied, copy } = useCopy();
  return (
    <UnstyledButton className={classes.copy} onClick={() => copy(text)}>
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
