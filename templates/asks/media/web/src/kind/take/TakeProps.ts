import type { Contract } from '../contract.ts';
import type { Asking } from '../useAsking.ts';

/** What every input of the page is given: what the model takes, and what is being asked. */
export interface TakeProps {
  contract: Contract;
  asking: Asking;
}
