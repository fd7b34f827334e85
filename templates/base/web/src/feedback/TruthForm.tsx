import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Feedback, Said } from '../api/history.ts';
import type { Truth } from '../history/views.ts';
import { parsed, typed } from '../show/numbers.ts';
import classes from './Judge.module.css';

/** Asks what came true, and for a note. */
export function TruthForm(props: {
  truth: Exclude<Truth, { asked: 'verdict' }>;
  given: Feedback | null;
  busy: boolean;
  onSay: (said: Said) => void;
  onCancel?: () => void;
}) {
  const { truth, given, busy, onSay, onCancel } = props;
  const [text, setText] = useState(textOf(given?.actual));
  const [note, setNote] = useState(given?.note ?? '');
  const [fault, setFault] = useState<string>();
  const say = (event: FormEvent) => {
    event.preventDefault();
    const actual = truth.asked === 'number' ? parsed(text) : text || null;
    if (actual === null) return setFault(truth.asked === 'number' ? 'Give a number' : 'Choose one');
    onSay({ actual, ...(note.trim() && { note: note.trim() }) });
  };
  const shared = {
    label: 'It was',
    value: text,
    error: fault,
    onChange: (event: { currentTarget: { value: string } }) => {
      setText(event.currentTarget.value);
      setFault(undefined);
    },
  };
  return (
    <form className={classes.form} onSubmit={say} noValidate aria-label="What came true">
      {truth.asked === 'number' ? (
        <TextInput
          {...shared}
          inputMode="decimal"
          autoComplete="off"
          rightSection={truth.unit && <span className={classes.unit}>{truth.unit}</span>}
          rightSectionWidth={truth.unit ? `calc(${truth.unit.length}ch + 24px)` : undefined}
        />
      ) : (
        <NativeSelect {...shared} data={[{ value: '', label: 'choose' }, ...truth.choices]} />
      )}
      <TextInput
        label="Note"
        placeholder="optional"
        autoComplete="off"
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="sm" disabled={busy}>
          Save
        </Button>
        {onCancel && (
          <Button size="sm" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}

function textOf(actual: unknown): string {
  if (actual === null || actual === undefined) return '';
  return typeof actual === 'number' ? typed(actual) : String(actual);
}
