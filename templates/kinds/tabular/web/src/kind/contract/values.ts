import { number, signs } from '../../show/format.ts';
import type { Field } from './fields.ts';

/** What a field holds after reading: a value to send, or what is wrong with it, in words. */
export type Reading = { value: unknown } | { message: string };

/** What the form shows for a value of the contract. A choice is named by its place, since values need not be text. */
export function written(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.asked === 'choice') return String(field.choices.findIndex((choice) => choice.value === value));
  if (typeof value === 'number') return String(value).replace('.', signs.decimal);
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

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A number as people of this language write it, or as programs do.
 *
 * `1.234,5` and `1234,5` in German, `1,234.5` in English, `1234.5` and `1e3` everywhere. A group must have three
 * digits, so a German `1.5` is one and a half. Null for anything else, also for what is too large for a number.
 */
export function parsed(text: string): number | null {
  const bare = text.replace(/[\s'’]/g, '').replace('−', '-');
  const plain = ungrouped(bare).replace(signs.decimal, '.');
  const value = PLAIN.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function ungrouped(text: string): string {
  const group = signs.group === '.' || signs.group === ',' ? signs.group : '';
  if (!group) return text;
  const grouped = new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+(\\D.*)?$`);
  return grouped.test(text) ? text.replaceAll(group, '') : text;
}
