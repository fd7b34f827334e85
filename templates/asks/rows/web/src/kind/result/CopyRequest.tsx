import { UnstyledButton } from '@mantine/core';
import { useCopy } from '../../show/useCopy.ts';
import type { Row } from '../contract/api.ts';
import classes from './CopyRequest.module.css';
import { asCurl, asPython } from './requests.ts';

/** The same question from a terminal or a program. */
export function CopyRequest({ row }: { row: Row }) {
  const url = `${window.location.origin}/api/v1/predict`;
  return (
    <span className={classes.copies}>
      <CopyAs name="curl" text={asCurl(url, row)} />
      <CopyAs name="Python" text={asPython(url, row)} />
    </span>
  );
}

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
