import { date, dateTime, exact, number } from '../../show/format.ts';
import { parsed, typed } from '../../show/numbers.ts';
import type { Field } from './fields.ts';

/** What a field holds after reading: a value to send, or what is wrong with it, in words. */
export type Reading = { value: unknown } | { message: string };

/** What the form shows for a value of the contract. A choice is named by its place, since values need not be text. */
export function written(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.asked === 'choice') return String(field.choices.findIndex((choice) => choice.value === value));
  if (typeof value === 'number') return typed(value);
  if (field.asked === 'moment') return String(value).replace(' ', 'T');
  return String(value);
}

/** Reads what stands in the form, checking what the contract's schema says, in the API's words; the API checks again. */
export function read(field: Field, text: string): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return field.optional ? { value: null } : { message: `${field.label} is missing` };
  switch (field.asked) {
    case 'choice':
      return chosen(field, trimmed);
    case 'number':
    case 'integer':
      return counted(field, trimmed);
    case 'text':
      return sized(field, trimmed);
    default:
      return { value: trimmed };
  }
}

function chosen(field: Field, place: string): Reading {
  const choice = field.choices[Number(place)];
  return choice ? { value: choice.value } : { message: `${field.label} must be one of the choices` };
}

function counted(field: Field, text: string): Reading {
  const value = parsed(text);
  const must = (what: string) => ({ message: `${field.label} must be ${what}` });
  const range = rangeOf(field);
  const kind = field.asked === 'integer' ? 'a whole number' : 'a number';
  const whole = value !== null && Number.isSafeInteger(value);
  if (value === null || (field.asked === 'integer' && !whole)) return must(range ? `${kind} ${range}` : kind);
  return inside(field, value) ? { value } : must(range);
}

function inside(field: Field, value: number): boolean {
  const { minimum, maximum, above, below } = field.limits;
  return (
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

/** The hard limits in words: `between 0 and 170 mm`, or nothing. */
function rangeOf(field: Field): string {
  const { minimum, maximum, above, below } = field.limits;
  const unit = field.unit ? ` ${field.unit}` : '';
  const write = (limit: number) => number(limit, undefined, false);
  if (minimum !== undefined && maximum !== undefined)
    return `between ${write(minimum)} and ${write(maximum)}${unit}`;
  const bounds = [
    minimum !== undefined && `at least ${write(minimum)}${unit}`,
    above !== undefined && `more than ${write(above)}${unit}`,
    maximum !== undefined && `at most ${write(maximum)}${unit}`,
    below !== undefined && `less than ${write(below)}${unit}`,
  ];
  return bounds.filter(Boolean).join(' and ');
}

function sized(field: Field, text: string): Reading {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = field.limits;
  const must = (what: string) => ({ message: `${field.label} must be text of ${what} characters` });
  if (text.length > maxLength) return must(`at most ${maxLength}`);
  return text.length < minLength ? must(`at least ${minLength}`) : { value: text };
}

/** A value of the contract for reading: with its unit, and dates as the browser's language writes them. */
export function shown(value: unknown, field: Field | undefined): string {
  if (value === null || value === undefined || value === '') return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (field?.asked === 'date') return date(String(value));
  if (field?.asked === 'moment') return dateTime(String(value));
  return typeof value === 'number' ? exact(value, field?.unit) : String(value);
}
