import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { useSeconds } from '../../show/useSeconds.ts';
import { useSlow } from '../../show/useSlow.ts';
import classes from './AskForm.module.css';
import { PictureInput } from './PictureInput.tsx';
import { SoundInput } from './SoundInput.tsx';
import type { TakeProps } from './TakeProps.ts';
import { TensorInputs } from './TensorInputs.tsx';
import { TextInputs } from './TextInputs.tsx';

const TAKE = { picture: PictureInput, text: TextInputs, sound: SoundInput, tensors: TensorInputs };

/** What the model is asked with, and the three things that can be done with it. */
export function AskForm({ contract, asking }: TakeProps) {
  const Take = TAKE[contract.takes];
  const isSlow = useSlow(asking.busy);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    asking.ask();
  };
  return (
    <form className={classes.form} onSubmit={ask} noValidate aria-label="What to ask about">
      <Take contract={contract} asking={asking} />
      <div className={classes.actions}>
        <Button type="submit" loading={isSlow} className={classes.ask}>
          Predict
        </Button>
        <Button variant="default" className={classes.other} onClick={asking.fillExample}>
          Example
        </Button>
        {isSlow ? (
          <Waiting onCancel={asking.cancel} />
        ) : (
          <Button
            variant="subtle"
            color="gray"
            className={`${classes.other} ${classes.clear}`}
            onClick={asking.clear}
          >
            Clear
          </Button>
        )}
      </div>
    </form>
  );
}

/** How long an answer has been awaited, and a way to wait no longer. */
function Waiting({ onCancel }: { onCancel: () => void }) {
  const seconds = useSeconds(true);
  return (
    <>
      <Button variant="default" className={classes.other} onClick={onCancel}>
        Cancel
      </Button>
      {seconds > 0 && <span className={classes.waited}>{seconds} s</span>}
    </>
  );
}
