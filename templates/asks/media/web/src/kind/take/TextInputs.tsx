import type { Contract } from '../contract.ts';
import type { Given } from '../given.ts';
import { idOf } from '../useAsking.ts';
import classes from './AskForm.module.css';
import { Fault } from './Fault.tsx';
import type { TakeProps } from './TakeProps.ts';

/** A text, two that are compared, or two that are read together. */
export function TextInputs({ contract, asking }: TakeProps) {
  const { given, give, faults } = asking;
  const labels = labelsOf(contract);
  return (
    <div className={classes.inputs}>
      {labels.map((label, at) => {
        const id = idOf(`text${at}`);
        const fault = faults[`text${at}`];
        return (
          <div key={label}>
            <label className={classes.label} htmlFor={id}>
              {label}
              {at === 1 && contract.compares && <span className={classes.hint}>may be left empty</span>}
            </label>
            <textarea
              id={id}
              className={classes.area}
              rows={labels.length > 1 ? 4 : 7}
              value={given.texts[at] ?? ''}
              aria-invalid={Boolean(fault)}
              aria-describedby={`${id}-fault`}
              onChange={(event) => give(withText(given, at, event.currentTarget.value))}
            />
            <Fault of={id}>{fault}</Fault>
          </div>
        );
      })}
    </div>
  );
}

function labelsOf({ compares, pairs }: Contract): string[] {
  if (pairs) return ['First text', 'Second text'];
  return compares ? ['One text', 'The other'] : ['Text'];
}

function withText(given: Given, at: number, text: string): Given {
  const texts = [...given.texts];
  texts[at] = text;
  return { ...given, texts: Array.from(texts, (one) => one ?? '') };
}
