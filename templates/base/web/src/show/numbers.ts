import { signs } from './format.ts';

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

/** A number as it stands in an input: every digit, no groups. */
export function typed(value: number): string {
  return String(value).replace('.', signs.decimal);
}
