/**
 * What typed formats have in common: their shape, and their values as text, as programs write them. Training writes the
 * same text (`training/readers/plain.py`): a test holds both to it.
 */
import type { Shape } from './reader.ts';

/** The shape of a format that cuts itself into cells; the words for text mean nothing there. */
export const CUT_BY_ITSELF = {
  compression: 'none',
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  skipLines: 0,
  skipColumns: 0,
  headerRows: 1,
  sheet: null,
} as const satisfies Omit<Shape, 'format'>;

/** A float, in the fewest digits that tell it from its neighbours; whole ones without a point. '' for NaN. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return '';
  if (Object.is(value, -0)) return '0';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

/** A float of 32 bits: 0.1, where its 64 bits would say 0.10000000149011612. */
export function singleText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return numberText(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = rounded(value, digits);
    if (Math.fround(short) === value) return numberText(short);
  }
  return numberText(rounded(value, 9));
}

/** To so many digits, halves to the even one, as other programs do; `toPrecision` takes the larger one. */
function rounded(value: number, digits: number): number {
  const longer = value.toExponential(digits);
  const [number, exponent] = longer.split('e') as [string, string];
  const isHalf = number.endsWith('5') && Number(longer) === value;
  return isHalf && /[02468]\.?5$/.test(number)
    ? Number(`${number.slice(0, -1)}e${exponent}`)
    : Number(value.toPrecision(digits));
}

/** A whole number of `10 ** -scale`, without zeros at its end. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const part = scale > 0 ? digits.slice(-scale).replace(/0+$/, '') : '';
  const whole = scale > 0 ? digits.slice(0, -scale) : digits + '0'.repeat(-scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
}

const DAY = 86_400_000_000n; // microseconds

/** Days since 1970 as ISO text; '' beyond the years 1 … 9999. */
export function dayText(days: number): string {
  if (!(days >= -719_162 && days <= 2_932_896)) return '';
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** Microseconds since 1970 as ISO text: midnight is the day alone, unless it is one in a `zone`. */
export function momentText(micros: bigint, zone: '' | 'Z' = ''): string {
  const time = ((micros % DAY) + DAY) % DAY;
  const day = dayText(Number((micros - time) / DAY));
  return day === '' || (time === 0n && zone === '') ? day : `${day}T${timeText(time)}${zone}`;
}

/** Microseconds since midnight as `13:05:00`, with a fraction where there is one. */
export function timeText(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = micros % 1_000_000n;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === 0n ? clock : `${clock}.${String(fraction).padStart(6, '0')}`;
}
