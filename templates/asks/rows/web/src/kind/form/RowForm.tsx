import { Button } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import type { Observed } from '../../api/model.ts';
import { useSlow } from '../../show/useSlow.ts';
import type { Field } from '../contract/fields.ts';
import { FieldInput } from './FieldInput.tsx';
import { FieldSearch, matching } from './FieldSearch.tsx';
import classes from './RowForm.module.css';
import type { useRow } from './useRow.ts';

interface Props {
  fields: Field[];
  row: ReturnType<typeof useRow>;
  observed: Record<string, Observed>;
  busy: boolean;
  onAsk: () => void;
  onClear: () => void;
}

const SEARCH_FROM = 16;

/** The contract as a form: one input a field, and the three things that can be done with it. */
export function RowForm({ fields, row, observed, busy, onAsk, onClear }: Props) {
  const [wanted, setWanted] = useState('');
  const faulty = Object.keys(row.faults).length;
  const shown = useMemo(() => new Set(matching(fields, wanted).map((field) => field.id)), [fields, wanted]);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    onAsk();
  };
  return (
    <form className={classes.form} onSubmit={ask} noValidate aria-label="What to ask about">
      {fields.length >= SEARCH_FROM && (
        <FieldSearch wanted={wanted} found={shown.size} all={fields.length} onWant={setWanted} />
      )}
      <div className={classes.fields}>
        {fields.map((field) => (
          <div
            key={field.id}
            hidden={!shown.has(field.id) && !row.faults[field.id]}
            className={classes.field}
          >
            <FieldInput
              field={field}
              text={row.texts[field.id] ?? ''}
              fault={row.faults[field.id]}
              seen={observed[field.name]}
              onType={row.type}
            />
          </div>
        ))}
      </div>
      <div className={classes.actions}>
        <Button type="submit" loading={useSlow(busy)} className={classes.ask}>
          Predict
        </Button>
        <Button variant="default" className={classes.other} onClick={row.fillExample}>
          Example
        </Button>
        <Button
          variant="subtle"
          color="gray"
          className={`${classes.other} ${classes.clear}`}
          onClick={onClear}
        >
          Clear
        </Button>
        {faulty > 0 && <span className={classes.faulty}>{faulty} to correct</span>}
      </div>
    </form>
  );
}
