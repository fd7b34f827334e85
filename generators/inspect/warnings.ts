/** What the owner should know. Every message says what was found and, where something can be done, what. */

import type { ColumnType, Target, Warning } from '../spec.ts';
import { IN_UTC } from './dates.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { readingWarnings } from './reading-warnings.ts';
import { about, percent } from './roles.ts';
import { filled } from './types.ts';
import type { Understood } from './understood.ts';

const FEW_ROWS = 50;
const IMBALANCED = 0.1; // share of the rarest of two classes
const IMBALANCED_MANY = 0.2; // of its fair share, of more classes

/** About the table as a whole, and about columns whatever the target is. */
export function tableWarnings(
  profile: TableProfile,
  columns: Understood[],
  target: Understood | null,
): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string, column: string | null = null) =>
    warnings.push({ code, column, message });
  warnings.push(...readingWarnings(profile));
  const { rows, ragged, duplicates, source } = profile;
  if (rows < FEW_ROWS)
    warn('few-rows', `There are only ${rows} rows: whatever is learned from them is shaky`);
  if (ragged.rows > 0) {
    const all = rows + ragged.rows;
    warn(
      'ragged-rows',
      `${count(ragged.rows, 'row')} of ${n(all)} ${ragged.rows === 1 ? 'does' : 'do'} not have ${profile.columns.length} cells and ${ragged.rows === 1 ? 'is' : 'are'} left out: line ${ragged.lines.join(', ')}${ragged.rows > ragged.lines.length ? ' …' : ''}`,
    );
  }
  if (duplicates.rows > 0) {
    warn(
      'duplicate-rows',
      `${duplicates.exact ? '' : 'about '}${count(duplicates.rows, 'row')} ${duplicates.rows === 1 ? 'repeats' : 'repeat'} an earlier one`,
    );
  }
  if (profile.damaged)
    warn(
      'damaged-text',
      `Some characters are damaged: they are not valid ${source.encoding.toUpperCase()}. They are read as \ufffd`,
    );
  for (const name of profile.unsureNumbers) {
    const other = source.decimal === ',' ? 'points' : 'commas';
    warn(
      'ambiguous-number',
      `Its numbers could be read in two ways; "${source.decimal}" was taken for the decimal sign. If that is wrong, write the numbers without signs between thousands, or with ${other} for decimals`,
      name,
    );
  }
  for (const { profile: column, typed, out, spellings } of columns.filter((one) => one !== target)) {
    const { name } = column;
    if (out !== null && out in LEFT_OUT)
      warn(out, (LEFT_OUT[out] as (column: ColumnProfile, rows: number) => string)(column, rows), name);
    if (column.stats.units.size > 1 && (out === null || out === 'text' || out === 'identifier'))
      warn('mixed-units', inSeveralUnits(column), name);
    if (out !== null) continue;
    if (spellings !== null) warn('spellings', inOneSpelling(spellings), name);
    const mixed = mixture(column, typed.type);
    if (mixed !== null) warn('mixed-cells', mixed, name);
    const { forgiven, infinite } = column.stats;
    if (forgiven.length > 0) {
      warn(
        'words-among-numbers',
        `${quoted(forgiven)} ${forgiven.length === 1 ? 'stands' : 'stand'} among its ${column.stats.dates > 0 ? 'dates' : 'numbers'} and ${forgiven.length === 1 ? 'is' : 'are'} read as missing`,
        name,
      );
    }
    if (infinite > 0 && column.stats.numbers > 0) {
      warn(
        'infinite',
        `${count(infinite, 'cell')} ${infinite === 1 ? 'is' : 'are'} infinite, or larger than a model can hold, and ${infinite === 1 ? 'is' : 'are'} read as missing`,
        name,
      );
    }
    if (typed.dateFormat?.endsWith(IN_UTC)) {
      warn(
        'time-zones',
        'Its times are of several zones and are read as times in UTC. Give new ones in UTC too',
        name,
      );
    }
    if (typed.unsureDate) {
      warn(
        'ambiguous-dates',
        `Day and month cannot be told apart; read as ${typed.dateFormat}. Say --date-order dmy, mdy or ymd`,
        name,
      );
    }
  }
  return warnings;
}

/** What a column of text nearly is instead, in words, or null. */
function mixture({ stats, counts }: ColumnProfile, type: ColumnType): string | null {
  if (type !== 'category' && type !== 'text') return null;
  const present = stats.cells - stats.missing - stats.infinite;
  const [odd] = stats.junk?.keys() ?? counts.keys();
  if (stats.numbers === present || [...stats.formats.values()].some(({ cells }) => cells === present))
    return null; // as the owner wished
  if (stats.numbers >= 0.8 * present && stats.codes === 0 && stats.dates === 0) {
    return `Most of its cells are numbers, but ${n(present - stats.numbers)} are not${stats.junk && odd !== undefined ? `, such as "${short(odd)}"` : ''}: read as text`;
  }
  if (stats.dates >= 0.8 * present && stats.formats.size > 0) {
    const forms = [...stats.formats.keys()].slice(0, 3).join(', ');
    return stats.dates === present
      ? `Its dates are written in several ways (${forms}): read as text`
      : `Most of its cells are dates, but ${n(present - stats.dates)} are not: read as text`;
  }
  return null;
}

const LEFT_OUT: Record<string, (column: ColumnProfile, rows: number) => string> = {
  identifier: (column) =>
    `Left out: nearly every row has a value of its own (${about(column)}${n(column.distinct)}), so it names rows and nothing can be learned from it`,
  constant: (column) =>
    `Left out: every row that has a value has the same one, "${short([...column.counts.keys()][0] ?? '')}"`,
  empty: () => 'Left out: no row has a value',
  'mostly-empty': (column, rows) => `Left out: ${percent(1 - filled(column) / rows)} of its cells are empty`,
  group: (column) =>
    `Left out: it says whom a row is about (${about(column)}${n(column.distinct)} different ones), and a model is asked about others`,
  json: () =>
    'Left out: its cells are JSON, which a model cannot learn from. Write what matters in columns of its own',
  'personal-data': (column) =>
    `Left out: "${column.name}" looks like personal data. A model rarely needs it, and it would be shown and stored`,
};

/** About the column to be predicted. */
export function targetWarnings(profile: TableProfile, column: ColumnProfile, target: Target): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, column: column.name, message });
  const missing = profile.rows - filled(column);
  if (missing > 0) {
    const words = [...column.stats.tokens]
      .filter((token) => /\p{L}/u.test(token))
      .map((token) => `"${token}"`);
    const hint =
      words.length > 0 && missing > 0.05 * profile.rows
        ? `. Some say ${words.join(', ')}, which is read as missing: rename it in the source if it is a class`
        : '';
    warn(
      'target-missing',
      `${count(missing, 'row')} of ${n(profile.rows)} ${missing === 1 ? 'has' : 'have'} no value to predict and ${missing === 1 ? 'is' : 'are'} left out${hint}`,
    );
  }
  if (target.spellings !== null) warn('spellings', inOneSpelling(target.spellings));
  if (target.classes !== null) warnClasses(column, target, warn);
  return warnings;
}

function warnClasses(
  column: ColumnProfile,
  target: Target,
  warn: (code: string, message: string) => void,
): void {
  const classes = target.classes as string[];
  const present = filled(column);
  const counts = classes
    .map((value) => ({ value, count: column.counts.get(value) ?? 0 }))
    .sort((a, b) => a.count - b.count);
  const rarest = counts[0] as { value: string; count: number };
  const share = rarest.count / present;
  if (classes.length === 2 && share < IMBALANCED) {
    const which =
      target.positive === rarest.value
        ? ': the threshold is chosen for that, and accuracy alone says little'
        : ': accuracy alone says little';
    warn('imbalance', `${percent(share)} of the rows are "${rarest.value}"${which}`);
  } else if (classes.length > 2 && share < IMBALANCED_MANY / classes.length) {
    warn(
      'imbalance',
      `${percent(share)} of the rows are "${rarest.value}", and ${percent((counts.at(-1) as { count: number }).count / present)} are "${counts.at(-1)?.value}": accuracy alone says little`,
    );
  }
  const rare = counts.filter(({ count }) => count < 10);
  if (rare.length > 0) {
    const list = rare
      .slice(0, 5)
      .map(({ value, count }) => `"${value}" (${count})`)
      .join(', ');
    warn(
      'rare-class',
      `Fewer than 10 rows each: ${list}${rare.length > 5 ? ' …' : ''}. Too few to learn and to test from`,
    );
  }
}

function inSeveralUnits({ stats }: ColumnProfile): string {
  const units = [...stats.units].filter((unit) => unit !== '').slice(0, 5);
  return `Its numbers are of several units (${units.join(', ')}), which cannot be compared, so they are read as text. Write them all in one unit`;
}

/** Words that were read as other ones: by name, but not all of them. */
function inOneSpelling(spellings: Record<string, string>): string {
  const all = Object.entries(spellings);
  const some = all.slice(0, 4).map(([other, value]) => `"${short(other)}" as "${short(value)}"`);
  return `Spellings that differ by case or blanks only are read as one: ${some.join(', ')}${all.length > 4 ? ' …' : ''}`;
}

function quoted(words: string[]): string {
  return (
    words
      .slice(0, 5)
      .map((word) => `"${short(word)}"`)
      .join(', ') + (words.length > 5 ? ' …' : '')
  );
}

export function n(value: number): string {
  return value.toLocaleString('en');
}

function count(value: number, noun: string): string {
  return `${n(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
