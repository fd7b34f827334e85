import { Copies, CopyAs } from '../../show/CopyAs.tsx';
import type { Asked } from '../api/predict.ts';
import { asCurl, asPython } from '../api/requests.ts';

/** The same question from a terminal or a program. */
export function CopyRequest({ asked }: { asked: Asked }) {
  const url = `${window.location.origin}/api/v1/predict`;
  return (
    <Copies>
      <CopyAs name="curl" text={() => asCurl(url, asked)} />
      <CopyAs name="Python" text={() => asPython(url, asked)} />
    </Copies>
  );
}
