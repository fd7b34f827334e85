/** Numbers and dates as the browser's language writes them. */

const language = navigator.languages?.length ? [...navigator.languages] : undefined;
const THIN_SPACE = '\u202f';
const SUPERSCRIPT: Record<string, string> = { '-': '⁻' };
[...'⁰¹²³⁴⁵⁶⁷⁸⁹'].forEach((sign, digit) => {
  SUPERSCRIPT[digit] = sign;
});
const CURRENCY: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY' };

const formats = new Map<string, Intl.NumberFormat>();

/** Writes a number in the browser's language. Making a format takes far longer than using it, so each is made once. */
function write(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format.format(value);
}

/** Digits after the point that a number of this size needs to be told apart: about four figures in all. */
function fitting(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1000) return 0;
  return size === 0 ? 0 : Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(size))));
}

/** `1234.5` → `1,234.5`; the year 2008 stays `2008` where grouping is off. */
export function number(value: number, digits?: number, grouping = true): string {
  const tiny = value !== 0 && Math.abs(value) < 1e-4 && digits === undefined;
  const huge = Math.abs(value) >= 1e15;
  if (tiny || huge) return scientific(value);
  return write(value, {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? fitting(value),
    useGrouping: grouping,
  });
}

/** `2.4e-7` → `2.4 × 10⁻⁷`. */
function scientific(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(2).split('e');
  const raised = [...exponent.replace('+', '')].map((sign) => SUPERSCRIPT[sign] ?? '').join('');
  return `${write(Number(mantissa))}\u00a0×\u00a010${raised}`;
}

/** A number with its unit: `€` and the like where the language puts them, everything else behind the number. */
export function quantity(value: number, unit?: string | null, digits?: number): string {
  if (!unit) return number(value, digits);
  const currency = CURRENCY[unit] ?? (/^[A-Z]{3}$/.test(unit) && isCurrency(unit) ? unit : undefined);
  if (!currency) return `${number(value, digits)}${THIN_SPACE}${unit}`;
  const shown = digits ?? (Math.abs(value) >= 1000 ? 0 : 2);
  return write(value, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  });
}

let currencies: Set<string> | undefined;

function isCurrency(code: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(code);
}

/** A metric: three digits where it is about one, four figures elsewhere. */
export function figure(value: number): string {
  return Math.abs(value) < 10 && Math.abs(value) >= 0.001 ? number(value, 3) : number(value);
}

/** A probability: whole per cents in the middle, one digit near the ends, never a rounded-up certainty. */
export function percent(share: number): string {
  const format = (value: number, digits: number) =>
    write(value, { style: 'percent', maximumFractionDigits: digits });
  if (share > 0 && share < 0.001) return `< ${format(0.001, 1)}`;
  if (share < 1 && share > 0.999) return `> ${format(0.999, 1)}`;
  return format(share, share < 0.1 || share > 0.9 ? 1 : 0);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `1.5 MB`. */
export function bytes(count: number): string {
  const place = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const unit = SIZES[place] ?? 'byte';
  return write(count / 1000 ** place, { style: 'unit', unit, maximumFractionDigits: place === 0 ? 0 : 1 });
}

/** A number with every digit that was given, and its unit. Without a unit it may be a year: no grouping. */
export function exact(value: number, unit?: string | null): string {
  const written = write(value, {
    maximumSignificantDigits: 15,
    useGrouping: Boolean(unit),
  });
  return unit ? `${written}${THIN_SPACE}${unit}` : written;
}

/** A part of a probability, in per cent with one digit. */
export function points(share: number): string {
  return write(share, { style: 'percent', maximumFractionDigits: 1 });
}

/** A difference with its sign, which is never left to colour alone. */
export function signed(value: number, write: (size: number) => string): string {
  const size = write(Math.abs(value));
  return size === write(0) ? size : `${value > 0 ? '+' : '−'}${size}`;
}

export function date(iso: string): string {
  const moment = new Date(iso.length === 10 ? `${iso}T00:00` : iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toLocaleDateString(language, { dateStyle: 'medium' });
}

export function dateTime(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return moment.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The signs between the parts of a number in the browser's language. */
export const signs = (() => {
  const parts = new Intl.NumberFormat(language).formatToParts(1234567.8);
  const of = (type: string) => parts.find((part) => part.type === type)?.value;
  return { decimal: of('decimal') ?? '.', group: of('group') ?? '' };
})();
