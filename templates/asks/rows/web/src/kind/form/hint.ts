import type { Observed } from '../../api/model.ts';
import { date, number } from '../../show/format.ts';
import type { Field } from '../contract/fields.ts';

/** What training saw of a field, and whether it may be left empty: `18 – 94 · optional`. */
export function hintFor(field: Field, seen: Observed | undefined): string {
  return [rangeOf(field, seen), field.optional && 'optional'].filter(Boolean).join(' · ');
}

function rangeOf(field: Field, seen: Observed | undefined): string | null {
  const low = end(field, seen?.min);
  const high = end(field, seen?.max);
  return low !== null && high !== null ? `${low} – ${high}` : null;
}

function end(field: Field, value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string')
    return field.asked === 'date' || field.asked === 'moment' ? date(value) : null;
  // Without grouping: a year is no quantity, and the form's own numbers have none either.
  return field.asked === 'number' || field.asked === 'integer' ? number(value, undefined, false) : null;
}
