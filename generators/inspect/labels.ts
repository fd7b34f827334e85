/** Column names → what people read: a label and, where the name says it, a unit. */

import { unitInName } from './units.ts';

export interface Label {
  label: string;
  unit: string | null;
}

/**
 * A name that had to be changed to become a field keeps its original as the label, so that people recognise their
 * column; a legal one (`bill_length_mm`) is written out ("Bill length"), and so is one that only got a suffix (`class_`).
 */
export function labelOf(name: string, field: string, numeric: boolean): Label {
  const bracket = numeric ? /^(.*\S)\s*[([]\s*([^()[\]]{1,12}?)\s*[)\]]$/u.exec(name) : null;
  if (bracket) return { label: bracket[1] as string, unit: bracket[2] as string };
  if (name === '') return { label: field, unit: null };
  const quoted = /^(['"`])(.+)\1$/u.exec(name)?.[2];
  if (quoted !== undefined) return labelOf(quoted, field, numeric);
  if (name !== field && !isSuffixed(name, field)) return { label: name, unit: null };
  const words = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[\s_]+/)
    .filter((word) => word !== '');
  let unit: string | null = null;
  if (numeric && words.length > 1) {
    unit = unitOf(words);
    if (unit !== null) words.pop();
  }
  const text = words.map((word) => (/^\p{Lu}[\p{Ll}]+$/u.test(word) ? word.toLowerCase() : word)).join(' ');
  return { label: text.charAt(0).toUpperCase() + text.slice(1), unit };
}

/** Whether a field is its column's name but for what keeps it apart from other names: `class_`, `age_2`. */
function isSuffixed(name: string, field: string): boolean {
  return field.startsWith(name) && /^_\d*$/.test(field.slice(name.length));
}

function unitOf(words: string[]): string | null {
  const last = (words.at(-1) as string).toLowerCase();
  if (last === 'c' && /^temp/i.test(words.at(-2) as string)) return '°C';
  if (last === 'f' && /^temp/i.test(words.at(-2) as string)) return '°F';
  return unitInName(last);
}
