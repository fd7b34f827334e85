/**
 * Text → day or moment. Formats are patterns as Python's strptime has them, since training reads the column again
 * (`contract/moments.py`): `%b` is a month's name, short or long, in one of seven languages; ` UTC` at the end means that
 * zones count; some words stand for what no pattern says (`ISO8601`, `unix`, `excel`).
 */

import { monthOf } from './months.ts';

export interface DateReading {
  /** strptime pattern, e.g. `%d.%m.%Y %H:%M`. */
  format: string;
  /** `2024-11-02` or `2024-11-02T14:30:00`. */
  iso: string;
  /** Minutes that its clock is ahead of UTC; null where no zone is given. */
  zone: number | null;
}

/** The order in which a date is written. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** At the end of a format: the moment counts in UTC. */
export const IN_UTC = ' UTC';

const TIME =
  /^(T| |, | à )(\d{1,2})([:h])(\d{2})(?::(\d{2})(?:([.,])(\d{1,9}))?)?(?:( ?)([AaPp])\.?[Mm]\.?)?(?:( ?)(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/;

/** All readings of a trimmed cell as a date: none, one, or several where day, month and year cannot be told apart. */
export function readDate(text: string): DateReading[] {
  if (text.length < 6 || text.length > 45) return [];
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  const days = isDigit
    ? [...yearFirst(text), ...isoWeek(text), ...eastAsian(text), ...numeric(text), ...dayMonthName(text)]
    : wordFirst(text);
  return days.flatMap(({ year, month, day, format, rest }): DateReading[] => {
    if (!isDay(year, month, day)) return [];
    const iso = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
    if (rest === '') return [{ format, iso, zone: null }];
    const time = /%d/.test(format) ? readTime(rest) : null;
    if (time === null) return [];
    const local = { format: format + time.format, iso: `${iso}T${time.iso}`, zone: time.zone };
    if (time.zone === null) return [local];
    return [local, { ...local, format: local.format + IN_UTC, iso: inUtc(local.iso, time.zone) }];
  });
}

function inUtc(iso: string, zone: number): string {
  const moment = new Date(Date.parse(`${iso.slice(0, 19)}Z`) - zone * 60_000);
  return Number.isNaN(moment.valueOf()) ? iso : moment.toISOString().slice(0, 19) + iso.slice(19);
}

/** Whether a reading's format is one that the column's takes in: `ISO8601` is several. */
export function isOfFormat(format: string, columns: string | null): boolean {
  if (columns === 'ISO8601') return !format.endsWith(IN_UTC);
  return columns === `ISO8601${IN_UTC}` ? format.endsWith(IN_UTC) : format === columns;
}

/** Days and moments that are written as numbers. */
export type Counted = 'unix' | 'unix-ms' | 'excel';

const DAY = 86_400_000; // milliseconds

/** The day or moment that a number stands for, as ISO text. */
export function countedMoment(value: number, format: Counted, type: 'date' | 'datetime'): string | null {
  const moment =
    format === 'excel'
      ? Math.round((value - 25_569) * (DAY / 1000)) * 1000
      : format === 'unix'
        ? value * 1000
        : value;
  const date = new Date(moment);
  return Number.isNaN(date.valueOf()) ? null : date.toISOString().slice(0, type === 'date' ? 10 : 19);
}

export function isCounted(format: string | null): format is Counted {
  return format === 'unix' || format === 'unix-ms' || format === 'excel';
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

type Match = string[];

function yearFirst(text: string): DayReading[] {
  const match = /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d)/.exec(text);
  if (!match) return [];
  const [all, year, sign, month, day] = match as Match as [
    string,
    string,
    string,
    string,
    string | undefined,
  ];
  if (day === undefined && !isMonthOnly(+year, all, text)) return [];
  const format = `%Y${sign}%m${day === undefined ? '' : `${sign}%d`}`;
  return [{ year: +year, month: +month, day: +(day ?? 1), format, rest: text.slice(all.length) }];
}

/** Whether a cell is a month of our times and nothing else: 2015-01. */
function isMonthOnly(year: number, all: string, text: string): boolean {
  return year >= 1700 && year <= 2200 && all.length === text.length;
}

/** A week of ISO 8601 stands for its Monday: 2024-W07, 2024W07; 2024-W07-3 is its Wednesday. */
function isoWeek(text: string): DayReading[] {
  const match = /^(\d{4})(-?)W(\d{2})(?:\2([1-7]))?$/.exec(text);
  if (!match) return [];
  const [, year, sign, week, weekday] = match as Match as [
    string,
    string,
    string,
    string,
    string | undefined,
  ];
  // The week that holds the 4th of January is the first one.
  const fourth = new Date(Date.UTC(+year, 0, 4));
  const fromMonday = (fourth.getUTCDay() + 6) % 7;
  const day = new Date(fourth.valueOf() + (7 * (+week - 1) - fromMonday + +(weekday ?? 1) - 1) * DAY);
  const thursday = new Date(day.valueOf() + (4 - +(weekday ?? 1)) * DAY);
  if (+week < 1 || thursday.getUTCFullYear() !== +year) return [];
  const format = `%G${sign}W%V${weekday === undefined ? '' : `${sign}%u`}`;
  return [
    { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), format, rest: '' },
  ];
}

/** 2024年1月5日, 2024년 1월 5일 */
function eastAsian(text: string): DayReading[] {
  const match = /^(\d{4})(年|년 ?)(\d{1,2})(月|월 ?)(\d{1,2})(日|일)/.exec(text);
  if (!match) return [];
  const [all, year, y, month, m, day, d] = match as Match as [string, ...string[]] & Match;
  const format = `%Y${y}%m${m}%d${d}`;
  return [
    { year: Number(year), month: Number(month), day: Number(day), format, rest: text.slice(all.length) },
  ];
}

function numeric(text: string): DayReading[] {
  const monthYear = /^(\d{1,2})([-/.])(\d{4})$/.exec(text);
  if (monthYear) {
    const [all, month, sign, year] = monthYear as Match as [string, string, string, string];
    const only = isMonthOnly(+year, all, text);
    return only ? [{ year: +year, month: +month, day: 1, format: `%m${sign}%Y`, rest: '' }] : [];
  }
  const match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (!match) return [];
  const [all, a, sign, b, c] = match as Match as [string, string, string, string, string];
  const rest = text.slice(all.length);
  const year = c.length === 4 ? +c : century(+c);
  const yearCode = c.length === 4 ? '%Y' : '%y';
  const dayFirst = { year, month: +b, day: +a, format: `%d${sign}%m${sign}${yearCode}`, rest };
  if (sign === '.') return [dayFirst];
  const monthFirst = { year, month: +a, day: +b, format: `%m${sign}%d${sign}${yearCode}`, rest };
  if (c.length === 4 || a.length !== 2) return [dayFirst, monthFirst];
  const yearIsFirst = { year: century(+a), month: +b, day: +c, format: `%y${sign}%m${sign}%d`, rest };
  return [dayFirst, monthFirst, yearIsFirst];
}

function dayMonthName(text: string): DayReading[] {
  const match =
    /^(\d{1,2})(\. ?| de |[ /-])(\p{L}{3,10})(\.? de | del |\.?,? |[./-])(\d{4}|\d{2})(?![\d:])/u.exec(text);
  if (!match) return [];
  const [all, day, before, name, after, y] = match as Match as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const month = monthOf(name);
  if (month === null) return [];
  const [year, yearCode] = y.length === 4 ? [+y, '%Y'] : [century(+y), '%y'];
  const format = `%d${before}%b${withoutPoint(after)}${yearCode}`;
  return [{ year, month, day: +day, format, rest: text.slice(all.length) }];
}

/** A point after a month's name belongs to the name: some of a column's are cut short, others are not. */
function withoutPoint(after: string): string {
  return after.length > 1 && after.startsWith('.') ? after.slice(1) : after;
}

function wordFirst(text: string): DayReading[] {
  const match = /^(\p{L}{2,10})(\.?,? |[./-])/u.exec(text);
  if (!match) return [];
  const [all, word, after] = match as Match as [string, string, string];
  const month = monthOf(word);
  const rest = text.slice(all.length);
  if (month !== null) return monthNameFirst(month, withoutPoint(after), rest);
  if (!after.endsWith(' ')) return [];
  const days = /^\d/.test(rest)
    ? [...yearFirst(rest), ...numeric(rest), ...dayMonthName(rest)]
    : wordFirst(rest);
  return days.map((day) => ({ ...day, format: `%a${withoutPoint(after)}${day.format}` }));
}

function monthNameFirst(month: number, after: string, rest: string): DayReading[] {
  const alone = /^(\d{4})$/.exec(rest);
  if (alone) return [{ year: +rest, month, day: 1, format: `%b${after}%Y`, rest: '' }];
  const match = /^(\d{1,2})(,? )(\d{4})(?!\d)/.exec(rest);
  if (!match) return [];
  const [all, day, between, year] = match as Match as [string, string, string, string];
  return [
    { year: +year, month, day: +day, format: `%b${after}%d${between}%Y`, rest: rest.slice(all.length) },
  ];
}

function readTime(text: string): { format: string; iso: string; zone: number | null } | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, sign, hours, between, minutes, seconds, point, fraction, gap, half, space, zone] =
    match as unknown as [string, string, string, string, string, ...(string | undefined)[]];
  let hour = +hours;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  if (hour > 23 || +minutes > 59 || +(seconds ?? 0) > 59) return null;
  let format = `${sign}${half === undefined ? '%H' : '%I'}${between}%M`;
  let iso = `${pad(hour)}:${minutes}:${seconds ?? '00'}`;
  if (seconds !== undefined) format += ':%S';
  if (fraction !== undefined) {
    format += `${point}%f`;
    iso += `.${fraction.slice(0, 6)}`;
  }
  if (half !== undefined) format += `${gap}%p`;
  if (zone !== undefined) format += `${space}%z`;
  return { format, iso, zone: zone === undefined ? null : minutesAhead(zone) };
}

function minutesAhead(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return (zone.startsWith('-') ? -1 : 1) * (60 * +digits.slice(0, 2) + +digits.slice(2));
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
