import type { Entry } from '../../api/history.ts';
import { number } from '../../show/format.ts';
import { useContract } from '../contract.ts';
import { shapeOf } from '../show/Outputs.tsx';
import { isDescribed, sourceIn } from '../show/source.ts';
import { shapeInWords } from '../take/tensor.ts';
import classes from './entry.module.css';

/** A small picture of what was asked, its first words, or its shapes. */
export function Inputs({ entry }: { entry: Entry }) {
  const contract = useContract();
  const { address, text } = sourceIn(entry);
  if (contract?.takes === 'picture')
    return address ? <img className={classes.thumbnail} src={address} alt="What was sent" /> : 'a picture';
  if (contract?.takes === 'sound') return soundIn(entry);
  if (text !== undefined) return text.replaceAll('\n', ' · ');
  const inputs = (entry.request.inputs ?? {}) as Record<string, unknown>;
  return Object.entries(inputs)
    .map(([name, value]) => `${name} ${shapeInWords(isDescribed(value) ? value.shape : shapeOf(value))}`)
    .join(' · ');
}

/** `doorbell.wav · 1.5 s`. */
function soundIn(entry: Entry): string {
  const { name, seconds } = (entry.request.audio ?? {}) as { name?: string | null; seconds?: number };
  const length = typeof seconds === 'number' ? ` · ${number(seconds, 1)} s` : '';
  return `${name || 'a sound'}${length}`;
}
