import { useMutation } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useState } from 'react';
import { Problem } from '../api/problem.ts';
import { type Answered, predict } from './contract/api.ts';
import type { Field } from './contract/fields.ts';
import { boxOf } from './form/FieldInput.tsx';
import { readRow, useRow } from './form/useRow.ts';
import { memory } from './memory.ts';

export type Asking = ReturnType<typeof useAsking>;

/** Asking the model: reads the form, sends the row, and brings the API's objections back to their fields. */
export function useAsking(fields: Field[]) {
  const row = useRow(fields);
  const [answered, setAnswered] = useState<Answered | undefined>(memory.answered);
  const call = useMutation({
    mutationFn: predict,
    onSuccess: setAnswered,
    onError: (error) => row.complain(faultsOf(error, fields)),
  });
  useEffect(() => {
    memory.answered = answered;
  }, [answered]);

  // The first fault gets the focus together with its message: whoever reads the message is at the field already.
  const { complaints } = row;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a fault that was mended must not move the focus
  useLayoutEffect(() => {
    const first = fields.find((field) => row.faults[field.id]);
    if (first) focusOn(first);
  }, [complaints]);

  const asked = readRow(fields, row.texts);
  const ask = () => {
    if (call.isPending) return;
    if (Object.keys(asked.faults).length > 0) row.complain(asked.faults);
    else call.mutate(asked.row);
  };
  const clear = () => {
    row.clear();
    call.reset();
    setAnswered(undefined);
  };
  return {
    row,
    ask,
    clear,
    busy: call.isPending,
    answered,
    /** The form no longer says what the answer answers. */
    outdated: answered !== undefined && !isSame(asked.row, answered.row),
    error: generalOf(call.error, fields),
  };
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function focusOn(field: Field) {
  document.getElementById(boxOf(field))?.querySelector<HTMLElement>('input:checked, input')?.focus();
}

function faultsOf(error: unknown, fields: Field[]): Record<string, string> {
  const faults = error instanceof Problem ? error.faults : [];
  const ids = new Map(fields.map((field) => [field.name, field.id]));
  return Object.fromEntries(
    faults.flatMap(({ field, message }) => {
      const id = ids.get(field);
      return id ? [[id, message]] : [];
    }),
  );
}

/** An error that is not wholly told at the fields. */
function generalOf(error: unknown, fields: Field[]): unknown {
  if (!(error instanceof Problem) || error.faults.length === 0) return error;
  const names = new Set(fields.map((field) => field.name));
  return error.faults.every((fault) => names.has(fault.field)) ? null : error;
}
