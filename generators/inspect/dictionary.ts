/**
 * The owner's dictionary: a table with one row a column (name, label, unit, description, min, max) → words and limits.
 *
 * It is read by the same readers as the data, so it may be CSV, JSON, Parquet or a workbook.
 */
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import type { Feature, TabularDraft, Warning } from '../spec.ts';
import { NUMBER, NumberReader } from './numbers.ts';
import { profileTable, type TableProfile } from './profile.ts';
import { didYouMean } from './similar.ts';
import { numbersOf } from './summary.ts';
import { isMissing } from './tokens.ts';
import type { DictionaryRow } from './understood.ts';

/** A dictionary that was read; `name` is the file's. */
export interface Dictionary {
  name: string;
  rows: Described[];
}

/** What is said of one column, and the row that says it, as a spreadsheet counts. */
export interface Described extends DictionaryRow {
  row: number;
}

/** Training stops where more rows than this break the contract. */
const MOST_OUTSIDE = 0.01;

/** What a heading may be called; the first is how we call it. */
const HEADINGS = {
  column: ['name', 'column', 'variable', 'field'],
  label: ['label', 'title'],
  unit: ['unit', 'units'],
  description: ['description', 'meaning'],
  minimum: ['min', 'minimum'],
  maximum: ['max', 'maximum'],
} as const satisfies Record<keyof DictionaryRow, string[]>;

/**
 * Reads a dictionary. Headings ignore case, other columns are ignored, and all but the names may be missing.
 *
 * @throws UserError naming file and row: no column of names, a name twice, limits that are no numbers or cross
 */
export async function readDictionary(path: string): Promise<Dictionary> {
  const name = basename(path);
  const profile = await profileTable(path, { reading: { header: 1 } });
  const places = headings(profile, name);
  const numbers = new NumberReader(profile.source);
  const seen = new Map<string, number>();
  const rows = profile.sample.rows.flatMap((cells, at): Described[] => {
    const row = at + 2;
    const text = (key: keyof DictionaryRow): string | null => {
      const cell = cells[places[key] ?? -1] ?? '';
      return isMissing(cell) ? null : cell;
    };
    const column = cells[places.column ?? -1] ?? '';
    if (column === '') return [];
    const before = seen.get(column);
    if (before !== undefined) {
      throw wrong(`${name} describes "${column}" twice, in rows ${before} and ${row}.`, 'Keep one of them.');
    }
    seen.set(column, row);
    const limit = (key: 'minimum' | 'maximum'): number | null => {
      const cell = text(key);
      if (cell === null) return null;
      if (numbers.read(cell) === NUMBER) return numbers.value;
      throw wrong(
        `Row ${row} of ${name}: the ${HEADINGS[key][0]} of "${column}" is "${cell}", which is no number.`,
        'Write a number, or leave the cell empty.',
      );
    };
    const found: Described = {
      row,
      column,
      label: text('label'),
      unit: text('unit'),
      description: text('description'),
      minimum: limit('minimum'),
      maximum: limit('maximum'),
    };
    if (found.minimum !== null && found.maximum !== null && found.minimum > found.maximum) {
      throw wrong(
        `Row ${row} of ${name}: the min of "${column}", ${found.minimum}, is above its max, ${found.maximum}.`,
        'Exchange them.',
      );
    }
    return [found];
  });
  return { name, rows };
}

function headings({ columns }: TableProfile, name: string): Partial<Record<keyof DictionaryRow, number>> {
  const titles = columns.map((column) => column.name.toLowerCase());
  const place = (names: readonly string[]): number | undefined =>
    names.map((one) => titles.indexOf(one)).find((at) => at >= 0);
  const places = Object.fromEntries(
    Object.entries(HEADINGS).map(([key, names]) => [key, place(names)]),
  ) as Partial<Record<keyof DictionaryRow, number>>;
  if (places.column === undefined) {
    throw wrong(
      `${name} has no column "name": it has ${columns.map((column) => column.name).join(', ')}.`,
      'A dictionary has the columns name, label, unit, description, min and max; all but the name may be missing.',
    );
  }
  return places;
}

/**
 * Puts the dictionary's words and limits into what was understood of the table, the target among it.
 *
 * @throws UserError for limits that more rows of the table break than training puts up with
 */
export function applyDictionary(
  spec: TabularDraft,
  { name, rows }: Dictionary,
  profile: TableProfile,
): TabularDraft {
  const warnings: Warning[] = [];
  const byColumn = new Map<string, Described>();
  for (const row of rows) {
    const column = columnOf(spec, row.column);
    if (column === undefined) warnings.push(unknownColumn(row, name, spec.columns, 'table'));
    else byColumn.set(column.name, row);
  }
  const features = spec.features.map((feature) => {
    const row = byColumn.get(feature.column);
    if (row === undefined) return feature;
    const { limits, warning } = limitsOf(feature, row, name, profile);
    if (warning !== null)
      warnings.push({ code: 'dictionary-limits', column: feature.column, message: warning });
    return { ...feature, ...words(row), limits };
  });
  const all = { features, warnings: [...spec.warnings, ...warnings] };
  if (spec.target === null) return { ...spec, ...all };
  const row = byColumn.get(spec.target.column);
  return { ...spec, ...all, target: row === undefined ? spec.target : { ...spec.target, ...words(row) } };
}

/** How many columns of the table the dictionary describes. */
export function describes({ rows }: Dictionary, spec: TabularDraft): number {
  return rows.filter(({ column }) => columnOf(spec, column) !== undefined).length;
}

const columnOf = ({ columns }: TabularDraft, named: string) =>
  columns.find(({ name }) => name === named) ?? columns.find(({ field }) => field === named);

/** What to say of a row of the dictionary `name` that fits nothing. */
export function unknownColumn(
  { column, row }: Described,
  name: string,
  columns: readonly { name: string }[],
  of: 'table' | 'model',
): Warning {
  const names = columns.map((one) => one.name);
  const meant = didYouMean(column, names);
  const message = `Row ${row} of ${name} describes "${column}", which is no column of the ${of}.${meant === null ? '' : ` Did it mean "${meant}"?`}`;
  return { code: 'dictionary-unknown', column: null, message };
}

/** The words that a row has for its column. */
export function words({ label, unit, description }: DictionaryRow) {
  return {
    ...(label !== null && { label }),
    ...(unit !== null && { unit }),
    ...(description !== null && { description }),
  };
}

/** The limits that hold in the end, and what to know of them. */
function limitsOf(
  { column, limits, format }: Feature,
  { row, minimum, maximum }: Described,
  name: string,
  profile: TableProfile,
): { limits: Feature['limits']; warning: string | null } {
  if (minimum === null && maximum === null) return { limits, warning: null };
  if (limits === null) {
    return { limits, warning: `${column}: row ${row} of ${name} has limits, which only numbers can have` };
  }
  const least = minimum ?? Number.NEGATIVE_INFINITY;
  const most = maximum ?? Number.POSITIVE_INFINITY;
  const position = profile.columns.findIndex((one) => one.name === column);
  const numbers = numbersOf(profile, position, format ?? profile.source).filter((value) => value !== null);
  const outside = numbers.filter((value) => value < least || value > most);
  const said = {
    minimum: minimum ?? Math.min(limits.minimum, most),
    maximum: maximum ?? Math.max(limits.maximum, least),
  };
  if (outside.length === 0) return { limits: said, warning: null };
  const found = `row ${row} of ${name} says ${range(minimum, maximum)}, but ${outside.length} of ${numbers.length} rows have something else, such as ${outside[0]}`;
  if (outside.length > MOST_OUTSIDE * numbers.length) {
    throw wrong(
      `${column}: ${found}.`,
      'Correct its min and max to what the world allows, or leave them empty.',
    );
  }
  return { limits: said, warning: `${column}: ${found}. They are not learned from` };
}

function range(minimum: number | null, maximum: number | null): string {
  if (minimum === null) return `at most ${maximum}`;
  return maximum === null ? `at least ${minimum}` : `${minimum} … ${maximum}`;
}

const wrong = (message: string, hint: string): UserError =>
  new UserError('bad-dictionary', message, { hint });
