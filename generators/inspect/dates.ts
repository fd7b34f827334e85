/**
 * Text → day or moment. Formats are named as Python's strptime names them, because training reads the column again.
 */

export interface DateReading {
  /** strptime pattern, e.g. `%d.%m.%Y %H:%M`. */
  format: string;
  /** `2024-11-02` or `2024-11-02T14:30:00`. */
  iso: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const LONG_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const TIME =
  /^(T| |, )(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?([AaPp][Mm]))?( ?(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** All readings of a trimmed cell as a date: none, one, or two where day and month cannot be told apart. */
export function readDate(text: string): DateReading[] {
  if (text.length < 6 || text.length > 40) return [];
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  const days = isDigit ? [...yearFirst(text), ...numeric(text), ...dayMonthName(text)] : monthNameFirst(text);
  return days.flatMap(({ year, month, day, format, rest }) => {
    if (!isDay(year, month, day)) return [];
    const iso = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
    if (rest === '') return [{ format, iso }];
    const time = readTime(rest);
    return time ? [{ format: format + time.format, iso: `${iso}T${time.iso}` }] : [];
  });
}

/** Days written as one number. */
export const COMPACT = '%Y%m%d';

/** `20241102` → `2024-11-02`, or null. */
export function compactDay(text: string): string | null {
  if (!/^\d{8}$/.test(text) || !isDay(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6))) return null;
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

/**
 * The strptime pattern of a cell in plain ISO form (`2024-11-02`, `2024-11-02 14:30`, `2024-11-02T14:30:00`), else null.
 * It is the fast way for the most frequent forms; `readDate` knows them too.
 */
export function isoFormat(text: string): string | null {
  const { length } = text;
  if (
    (length !== 10 && length !== 16 && length !== 19) ||
    text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45
  )
    return null;
  const year = two(text, 0) * 100 + two(text, 2);
  if (!(year >= 1) || !isDay(year, two(text, 5), two(text, 8))) return null;
  if (length === 10) return '%Y-%m-%d';
  const sign = text.charCodeAt(10);
  if ((sign !== 32 && sign !== 84) || text.charCodeAt(13) !== 58) return null;
  if (!(two(text, 11) < 24) || !(two(text, 14) < 60)) return null;
  if (length === 16) return sign === 84 ? '%Y-%m-%dT%H:%M' : '%Y-%m-%d %H:%M';
  if (text.charCodeAt(16) !== 58 || !(two(text, 17) < 60)) return null;
  return sign === 84 ? '%Y-%m-%dT%H:%M:%S' : '%Y-%m-%d %H:%M:%S';
}

/** The number that two digits at `at` make, or NaN. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

interface DayReading {
  year: number;
  month: number;
  day: number;
  format: string;
  rest: string;
}

function yearFirst(text: string): DayReading[] {
  const match = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text);
  if (!match) return [];
  const [all, year, sign, month, day] = match as unknown as [string, string, string, string, string];
  return [
    { year: +year, month: +month, day: +day, format: `%Y${sign}%m${sign}%d`, rest: text.slice(all.length) },
  ];
}

function numeric(text: string): DayReading[] {
  const match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (!match) return [];
  const [all, a, sign, b, y] = match as unknown as [string, string, string, string, string];
  const year = y.length === 4 ? +y : century(+y);
  const yearCode = y.length === 4 ? '%Y' : '%y';
  const rest = text.slice(all.length);
  const dayFirst = { year, month: +b, day: +a, format: `%d${sign}%m${sign}${yearCode}`, rest };
  if (sign === '.') return [dayFirst];
  return [dayFirst, { year, month: +a, day: +b, format: `%m${sign}%d${sign}${yearCode}`, rest }];
}

function dayMonthName(text: string): DayReading[] {
  const match = /^(\d{1,2})(\. |[ -])([A-Za-z]{3,9})(\.? |-)(\d{4}|\d{2})(?!\d)/.exec(text);
  if (!match) return [];
  const [all, day, before, name, after, y] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const month = monthOf(name);
  if (!month) return [];
  const yearCode = y.length === 4 ? '%Y' : '%y';
  const format = `%d${before}${month.code}${after}${yearCode}`;
  return [
    {
      year: y.length === 4 ? +y : century(+y),
      month: month.number,
      day: +day,
      format,
      rest: text.slice(all.length),
    },
  ];
}

function monthNameFirst(text: string): DayReading[] {
  const match = /^([A-Za-z]{3,9})(\.? )(\d{1,2})(, | )(\d{4})(?!\d)/.exec(text);
  if (!match) return [];
  const [all, name, before, day, after, year] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const month = monthOf(name);
  if (!month) return [];
  return [
    {
      year: +year,
      month: month.number,
      day: +day,
      format: `${month.code}${before}%d${after}%Y`,
      rest: text.slice(all.length),
    },
  ];
}

function monthOf(name: string): { number: number; code: string } | null {
  const lower = name.toLowerCase();
  const short = MONTHS.indexOf(lower);
  if (short >= 0) return { number: short + 1, code: '%b' };
  const long = LONG_MONTHS.indexOf(lower);
  return long >= 0 ? { number: long + 1, code: '%B' } : null;
}

function readTime(text: string): { format: string; iso: string } | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, sign, hours, minutes, seconds, fraction, half, zone] = match as unknown as [
    string,
    string,
    string,
    string,
    ...(string | undefined)[],
  ];
  let hour = +hours;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  if (hour > 23 || +minutes > 59 || +(seconds ?? 0) > 59) return null;
  let format = `${sign}${half === undefined ? '%H' : '%I'}:%M`;
  let iso = `${pad(hour)}:${minutes}:${seconds ?? '00'}`;
  if (seconds !== undefined) format += ':%S';
  if (fraction !== undefined) {
    format += '.%f';
    iso += `.${fraction.slice(0, 6)}`;
  }
  if (half !== undefined) format += text.includes(` ${half}`) ? ' %p' : '%p';
  if (zone !== undefined) format += zone.startsWith(' ') ? ' %z' : '%z';
  return { format, iso };
}

/** As strptime has it: 69 … 99 are of the last century. */
function century(year: number): number {
  return year + (year >= 69 ? 1900 : 2000);
}

function isDay(year: number, month: number, day: number): boolean {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (DAYS[month - 1] as number)))
    return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
