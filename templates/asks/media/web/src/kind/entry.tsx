import type { EntryViews, Truth } from '../history/views.ts';
import { useContract } from './contract.ts';
import { Again } from './entry/Again.tsx';
import { Answer } from './entry/Answer.tsx';
import { Inputs } from './entry/Inputs.tsx';
import { Request } from './entry/Request.tsx';
import { Said } from './entry/Said.tsx';
import { truthOf } from './truth.ts';

/** How this kind's requests and answers are shown in the history. */
export const entries: EntryViews = { Inputs, Said, Request, Answer, Again, useTruth };

function useTruth(): Truth | null {
  const contract = useContract();
  return contract ? truthOf(contract) : null;
}
