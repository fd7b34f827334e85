/** What inspection finds and a person knows better: how dates are meant, and which rows to judge on. */
import { type DateOrder, readDate } from '../inspect/dates.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';
import { splitQuestion } from '../show/split.ts';
import type { TabularDraft } from '../spec.ts';
import type { Ask } from './adapter.ts';
import { showUnderstood } from './show.ts';
import { type Understood, understand } from './understand.ts';

/** Asks about both, where nothing has said it. An accepted suggestion leaves `given` as it is. */
export async function askSuggestions(
  session: Session,
  given: Partial<Answers>,
  before: Understood<TabularDraft>,
  ask: Ask,
): Promise<Understood<TabularDraft>> {
  let now = before;
  if (given.dateOrder === undefined) now = await askDateOrder(session, given, now, ask);
  const message = splitQuestion(now.spec.split);
  if (given.split === undefined && message !== null) {
    const accepted = await ask<boolean>({ type: 'confirm', name: 'split', message, default: true });
    if (!accepted) given.split = 'random';
    now = understand(now, given);
  }
  return now;
}

async function askDateOrder(
  session: Session,
  given: Partial<Answers>,
  before: Understood<TabularDraft>,
  ask: Ask,
): Promise<Understood<TabularDraft>> {
  const doubt = ambiguousDate(before);
  if (doubt === null) return before;
  const { column, cell, readings, read } = doubt;
  given.dateOrder = await ask<DateOrder>({
    type: 'select',
    name: 'dateOrder',
    message: `Which day is ${cell}? (${column})`,
    default: read,
    choices: readings.map(({ order, day }) => ({ value: order, name: `${day}   ${WORDS[order]}` })),
  });
  const now = understand(before, given);
  if (given.dateOrder !== read) showUnderstood(session, now);
  return now;
}

const WORDS: Record<DateOrder, string> = {
  dmy: 'day, month, year',
  mdy: 'month, day, year',
  ymd: 'year, month, day',
};

interface AmbiguousDate {
  column: string;
  cell: string;
  readings: { order: DateOrder; day: string }[];
  /** How it is read as long as nobody says otherwise. */
  read: DateOrder;
}

/** A cell of the first column whose dates can be read in several ways. */
function ambiguousDate({ spec, profile }: Understood<TabularDraft>): AmbiguousDate | null {
  for (const { code, column } of spec.warnings) {
    if (code !== 'ambiguous-dates' || column === null) continue;
    const cells = profile.columns.find(({ name }) => name === column)?.counts.keys() ?? [];
    const format = spec.features.find((feature) => feature.column === column)?.dateFormat ?? '';
    for (const cell of cells) {
      const found = readDate(cell).map((one) => ({ order: orderOf(one.format), day: inWords(one.iso) }));
      const readings = found.filter(
        ({ order }, at) => found.findIndex((other) => other.order === order) === at,
      );
      if (new Set(found.map(({ day }) => day)).size > 1)
        return { column, cell, readings, read: orderOf(format) };
    }
  }
  return null;
}

/** The order in which a strptime pattern names them. */
function orderOf(format: string): DateOrder {
  const order = format
    .replace(/[^dmyYbB]/g, '')
    .toLowerCase()
    .replace('b', 'm')
    .slice(0, 3);
  return order === 'mdy' || order === 'ymd' ? order : 'dmy';
}

/** `2024-04-03` → `3 April 2024`. */
function inWords(iso: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}
