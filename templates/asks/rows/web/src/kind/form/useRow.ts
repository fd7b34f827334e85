import { useCallback, useEffect, useMemo, useReducer } from 'react';
import type { Row } from '../contract/api.ts';
import type { Field } from '../contract/fields.ts';
import { read, written } from '../contract/values.ts';
import { memory } from '../memory.ts';

/** What stands in the form, by the fields' ids: the text that was typed, and what is wrong with it. */
interface State {
  texts: Record<string, string>;
  faults: Record<string, string>;
  /** Counts the times that faults were found, so that the focus moves then and not when one is mended. */
  complaints: number;
}

type Event =
  | { type: 'typed'; id: string; text: string }
  | { type: 'filled'; texts: Record<string, string> }
  | { type: 'faulty'; faults: Record<string, string> };

function next(state: State, event: Event): State {
  switch (event.type) {
    case 'filled':
      return { ...state, texts: event.texts, faults: {} };
    case 'faulty':
      return { ...state, faults: event.faults, complaints: state.complaints + 1 };
    case 'typed': {
      const { [event.id]: _mended, ...faults } = state.faults;
      return { ...state, texts: { ...state.texts, [event.id]: event.text }, faults };
    }
  }
}

/** The row being asked about: starts as the contract's example, or as it was left. */
export function useRow(fields: Field[]) {
  const example = useMemo(() => textsOf(fields, (field) => written(field, field.example)), [fields]);
  const [state, tell] = useReducer(next, { texts: memory.texts ?? example, faults: {}, complaints: 0 });
  useEffect(() => {
    memory.texts = state.texts;
  }, [state.texts]);
  const type = useCallback((id: string, text: string) => tell({ type: 'typed', id, text }), []);
  const complain = useCallback((faults: Record<string, string>) => tell({ type: 'faulty', faults }), []);
  return {
    ...state,
    type,
    complain,
    fillExample: () => tell({ type: 'filled', texts: example }),
    clear: () => tell({ type: 'filled', texts: textsOf(fields, () => '') }),
  };
}

function textsOf(fields: Field[], write: (field: Field) => string): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.id, write(field)]));
}

/** Reads the whole form: the row to send, and the faults that keep it from being sent. */
export function readRow(fields: Field[], texts: Record<string, string>) {
  const row: Row = {};
  const faults: Record<string, string> = {};
  for (const field of fields) {
    const reading = read(field, texts[field.id] ?? '');
    if ('message' in reading) faults[field.id] = reading.message;
    else if (reading.value !== null || field.nullable) row[field.name] = reading.value;
  }
  return { row, faults };
}
