import type { Entry } from '../../api/history.ts';
import { predictionIn } from '../contract/api.ts';
import { inBrief } from '../contract/prediction.ts';
import { useContract } from '../contract/useContract.ts';

/** The answer in a few words: `unlikely · 8 %`. */
export function Said({ entry }: { entry: Entry }) {
  const contract = useContract();
  return contract ? inBrief(contract.target, predictionIn(entry)) : null;
}
