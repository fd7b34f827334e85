import { Group, Radio, TextInput } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import type { Observed } from '../../api/model.ts';
import { parsed } from '../../show/numbers.ts';
import type { Field } from '../contract/fields.ts';
import { written } from '../contract/values.ts';
import classes from './FieldInput.module.css';
import { hintFor } from './hint.ts';

interface Props {
  field: Field;
  text: string;
  fault: string | undefined;
  seen: Observed | undefined;
  onType: (id: string, text: string) => void;
}

type Shared = ReturnType<typeof sharedBy>;
export type InputProps = {
  field: Field;
  text: string;
  shared: Shared;
  seen: Observed | undefined;
  onText: (text: string) => void;
};

const ChoiceInput = lazy(() => import('./ChoiceInput.tsx'));
const RADIO = { label: classes.radio };
const ORDER: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description'];

/** One field of the form. Kept as it is while others change, so that typing stays fast among hundreds of them. */
export const FieldInput = memo(function FieldInput({ field, text, fault, seen, onType }: Props) {
  const Input = inputFor(field);
  return (
    <div id={boxOf(field)} data-field={field.name} data-asked={field.asked}>
      <Input
        field={field}
        text={text}
        shared={sharedBy(field, fault, seen)}
        seen={seen}
        onText={(typed) => onType(field.id, typed)}
      />
    </div>
  );
});

/** The id of what stands around a field's input: where the focus goes when the field is at fault. */
export function boxOf(field: Field): string {
  return `${field.id}-box`;
}

function inputFor(field: Field) {
  if (field.asked !== 'choice') return Typed;
  return field.choices.length <= 2 ? Either : OneOf;
}

function sharedBy(field: Field, fault: string | undefined, seen: Observed | undefined) {
  return {
    label: (
      <>
        <span>{field.label}</span> <span className={classes.hint}>{hintFor(field, seen)}</span>
      </>
    ),
    description: field.description,
    error: fault,
    // Help stands below, so that the inputs of a line stay on one line.
    inputWrapperOrder: ORDER,
    classNames: { label: classes.label, description: classes.description, error: classes.error },
  };
}

/** Numbers, days and text. Numbers are text too: a number input changes what was typed without a word. */
function Typed({ field, text, shared, seen, onText }: InputProps) {
  const known = field.asked === 'text' ? (seen?.values ?? []) : [];
  const list = known.length > 0 ? `${field.id}-known` : undefined;
  return (
    <>
      <TextInput
        {...shared}
        {...TYPES[field.asked]}
        id={field.id}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onBlur={() => tidied(field, text) !== text && onText(tidied(field, text))}
        placeholder={field.optional ? 'unknown' : undefined}
        rightSection={field.unit ? <span className={classes.unit}>{field.unit}</span> : undefined}
        rightSectionWidth={field.unit ? `calc(${field.unit.length}ch + 24px)` : undefined}
        rightSectionPointerEvents="none"
        autoComplete="off"
        aria-required={!field.optional}
        list={list}
      />
      {list && (
        <datalist id={list}>
          {known.map(({ value }) => (
            <option key={String(value)} value={String(value)} />
          ))}
        </datalist>
      )}
    </>
  );
}

const TYPES = {
  number: { type: 'text', inputMode: 'decimal' },
  integer: { type: 'text', inputMode: 'numeric' },
  date: { type: 'date' },
  moment: { type: 'datetime-local', step: 1 },
  text: { type: 'text' },
  choice: {},
} as const;

/** Shows how a number was read: `1.234` in a German browser becomes `1234`. */
function tidied(field: Field, text: string): string {
  const value = field.asked === 'number' || field.asked === 'integer' ? parsed(text) : null;
  return value === null ? text : written(field, value);
}

/** A list to open and to search is a good part of the script: the page is there before it. */
function OneOf(props: InputProps) {
  const { field, text, shared } = props;
  const chosen = field.choices[Number(text)]?.label;
  return (
    <Suspense fallback={<TextInput {...shared} value={text ? (chosen ?? '') : ''} readOnly />}>
      <ChoiceInput {...props} />
    </Suspense>
  );
}

/** One or two choices stand side by side: nothing to open. */
function Either({ field, text, shared, onText }: InputProps) {
  return (
    <Radio.Group {...shared} name={field.id} value={text} onChange={onText}>
      <Group className={classes.choices}>
        {field.choices.map((choice, place) => (
          <Radio key={choice.label} value={String(place)} label={choice.label} classNames={RADIO} />
        ))}
        {field.optional && <Radio value="" label="unknown" classNames={RADIO} />}
      </Group>
    </Radio.Group>
  );
}
