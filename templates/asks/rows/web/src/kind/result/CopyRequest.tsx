import { Copies, CopyAs } from '../../show/CopyAs.tsx';
import type { Row } from '../contract/api.ts';
import { asCurl, asPython } from './requests.ts';

/** The same question from a terminal or a program. */
export function CopyRequest({ row }: { row: Row }) {
  const url = `${window.location.origin}/api/v1/predict`;
  return (
    <Copies>
      <CopyAs name="curl" text={asCurl(url, row)} />
      <CopyAs name="Python" text={asPython(url, row)} />
    </Copies>
  );
}
