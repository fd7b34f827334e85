import { Button } from '@mantine/core';
import { useRef } from 'react';
import type { TensorInput } from '../contract.ts';
import type { TensorGiven } from '../given.ts';
import { idOf } from '../useAsking.ts';
import classes from './AskForm.module.css';
import { Fault } from './Fault.tsx';
import { readNpy } from './npy.ts';
import type { TakeProps } from './TakeProps.ts';
import { shapeInWords, writeTensor } from './tensor.ts';
import { MOST_SHOWN, zerosOf } from './zeros.ts';

const EMPTY: TensorGiven = { text: '', file: null };

/** Every input of the model as JSON, or as a file that NumPy wrote. */
export function TensorInputs({ contract, asking }: TakeProps) {
  const { given, give, faults, complain } = asking;
  const set = (name: string, tensor: TensorGiven) =>
    give({ ...given, tensors: { ...given.tensors, [name]: tensor } });
  const load = async (input: TensorInput, file: File) => {
    const found = readNpy(await file.arrayBuffer());
    if (!found)
      return complain({ [input.name]: `${file.name} is no .npy file of numbers that can be read here.` });
    const count = found.shape.reduce((product, size) => product * size, 1);
    if (count > MOST_SHOWN) set(input.name, { text: '', file });
    else set(input.name, { text: writeTensor(found.value), file: null });
  };
  return (
    <div className={classes.inputs}>
      {contract.tensors.map((input) => (
        <Tensor
          key={input.name}
          input={input}
          given={given.tensors[input.name] ?? EMPTY}
          fault={faults[input.name]}
          onSet={(tensor) => set(input.name, tensor)}
          onLoad={(file) => load(input, file)}
        />
      ))}
    </div>
  );
}

function Tensor(props: {
  input: TensorInput;
  given: TensorGiven;
  fault: string | undefined;
  onSet: (tensor: TensorGiven) => void;
  onLoad: (file: File) => void;
}) {
  const { input, given, fault, onSet, onLoad } = props;
  const file = useRef<HTMLInputElement>(null);
  const id = idOf(input.name);
  return (
    <div>
      <label className={classes.label} htmlFor={id}>
        {input.name}
        <span className={classes.hint}>
          {input.type} {shapeInWords(input.shape)}
        </span>
      </label>
      {given.file ? (
        <p className={classes.beside}>
          <code>{given.file.name}</code>
          <Button id={id} variant="default" size="xs" onClick={() => onSet(EMPTY)}>
            Write it instead
          </Button>
        </p>
      ) : (
        <textarea
          id={id}
          className={`${classes.area} ${classes.code}`}
          rows={Math.min(14, Math.max(3, given.text.split('\n').length))}
          spellCheck={false}
          value={given.text}
          aria-invalid={Boolean(fault)}
          aria-describedby={`${id}-fault`}
          onChange={(event) => onSet({ text: event.currentTarget.value, file: null })}
        />
      )}
      <Fault of={id}>{fault}</Fault>
      <div className={classes.beside}>
        <input
          ref={file}
          type="file"
          accept=".npy"
          aria-label={`A .npy file for ${input.name}`}
          tabIndex={-1}
          hidden
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            if (chosen) onLoad(chosen);
            event.currentTarget.value = '';
          }}
        />
        <Button variant="default" size="xs" onClick={() => file.current?.click()}>
          Load a .npy<span className="for-readers"> for {input.name}</span>
        </Button>
        <Button variant="subtle" color="gray" size="xs" onClick={() => onSet(zerosOf(input))}>
          Fill with zeros<span className="for-readers"> {input.name}</span>
        </Button>
      </div>
    </div>
  );
}
