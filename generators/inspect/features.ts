/** A column that is used → an input of the model: label, unit, limits, example, spellings. */

import type { Column, ColumnType, Feature, FeatureType, NumberFormat } from '../spec.ts';
import { COMPACT, type Counted, compactDay, countedMoment, IN_UTC, isCounted, isOfFormat } from './dates.ts';
import { labelOf } from './labels.ts';
import { isYearColumn, proposeLimits } from './limits.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { medianOf, middleDate, topValue } from './summary.ts';
import { sortValues } from './target.ts';
import { filled, MOST_CATEGORIES } from './types.ts';
import type { Understood } from './understood.ts';
import { factorOfSign } from './units.ts';

/** The type a column has as an input; what names rows is taken for a number or for text if it is brought back. */
export function featureType({ typed, profile }: Understood): FeatureType {
  if (typed.type !== 'identifier') return typed.type;
  return profile.stats.numbers === filled(profile) ? 'integer' : 'text';
}

export function describeFeature(profile: TableProfile, column: Understood): Feature {
  const { typed, field, position } = column;
  const type = featureType(column);
  const numeric = type === 'number' || type === 'integer';
  const { stats, name, counts } = column.profile;
  const { label, unit: named } = labelOf(name, field, numeric);
  const unit = named ?? (numeric ? signedUnit(column) : null);
  const median = numeric ? medianOf(profile, position) : null;
  const isYear = type === 'integer' && isYearColumn(name, stats.min, stats.max);
  const base = {
    field,
    column: name,
    label,
    type,
    nullable: missingCells(profile, column) > 0,
    unit,
    description: null,
    categories: null,
    limits: null,
    trueTokens: null,
    falseTokens: null,
    dateFormat: null,
    format: numeric ? formatOf(profile, column.profile) : null,
    spellings: null,
  };
  switch (type) {
    case 'number':
    case 'integer':
      return {
        ...base,
        example: type === 'number' ? shortened(median, stats.min, stats.max) : median,
        limits: proposeLimits({ min: stats.min, max: stats.max, median: median ?? stats.min }, unit, isYear),
      };
    case 'boolean':
      return {
        ...base,
        example: typed.yes?.includes(topValue(column.profile)?.value ?? '') ?? null,
        trueTokens: typed.yes,
        falseTokens: typed.no,
      };
    case 'date':
    case 'datetime':
      return {
        ...base,
        example: middleDate(profile, position, typed.dateFormat as string, type),
        dateFormat: typed.dateFormat,
        description: typed.dateFormat?.endsWith(IN_UTC) ? 'Time in UTC.' : null,
      };
    case 'category': {
      const closed = column.profile.exact && counts.size <= MOST_CATEGORIES;
      return {
        ...base,
        example: topValue(column.profile)?.value ?? null,
        categories: closed ? sortValues([...counts.keys()]) : null,
        spellings: column.spellings,
      };
    }
    case 'text':
      return { ...base, example: null };
  }
}

/** Cells that say nothing; none where a blank says no. */
function missingCells({ rows }: TableProfile, { profile, typed }: Understood): number {
  return typed.no?.includes('') ? 0 : rows - filled(profile);
}

/** The column as `inspect` reports it. */
export function describeColumn(profile: TableProfile, column: Understood, target: boolean): Column {
  const { profile: found, typed, field, out, note } = column;
  const type: ColumnType =
    typed.type === 'identifier' && out === null && !target ? featureType(column) : typed.type;
  const { min, max } = rangeOf(column, type);
  const listed =
    (type === 'category' || type === 'boolean') && found.exact && found.counts.size <= MOST_CATEGORIES;
  return {
    name: found.name,
    field,
    type,
    missing: missingCells(profile, column),
    min,
    max,
    categories: listed ? sortValues([...found.counts.keys()]) : null,
    included: out === null && !target,
    note,
  };
}

function rangeOf(
  { profile: { stats }, typed }: Understood,
  type: ColumnType,
): { min: number | string | null; max: number | string | null } {
  if (typed.dateFormat === COMPACT)
    return { min: compactDay(String(stats.min)), max: compactDay(String(stats.max)) };
  if (isCounted(typed.dateFormat) && (type === 'date' || type === 'datetime')) {
    const [min, max] = [stats.min, stats.max].map((value) =>
      countedMoment(value, typed.dateFormat as Counted, type),
    );
    return { min: min ?? null, max: max ?? null };
  }
  if (type === 'date' || type === 'datetime') {
    const ranges = [...stats.formats].flatMap(([format, { min, max }]) =>
      isOfFormat(format, typed.dateFormat) ? [isoText(min), isoText(max)] : [],
    );
    ranges.sort();
    return { min: ranges[0] ?? null, max: ranges.at(-1) ?? null };
  }
  if (
    (type === 'number' || type === 'integer' || type === 'identifier') &&
    stats.numbers > 0 &&
    stats.numbers === stats.cells - stats.missing - stats.infinite
  ) {
    return { min: stats.min, max: stats.max };
  }
  return { min: null, max: null };
}

/** `2024-11-02 14:30` → `2024-11-02T14:30:00` */
function isoText(text: string): string {
  return text.length === 16 ? `${text.replace(' ', 'T')}:00` : text.replace(' ', 'T');
}

/** The unit that stands around the numbers of a column, if most have it. */
export function signedUnit({ profile: { stats } }: Understood): string | null {
  const [unit] = stats.units;
  const signed = Math.max(0, ...stats.signs.values());
  return unit !== undefined && stats.units.size === 1 && signed > 0.5 * stats.numbers ? unit : null;
}

/** How the numbers of a column are written, where that is not how the table writes them. */
export function formatOf({ source }: TableProfile, column: ColumnProfile): NumberFormat | null {
  const { decimal, thousands } = column.convention;
  const signs = [...column.stats.signs.keys()].sort();
  const signed = signs.length > 0 && signs.join(' ') !== source.signs.join(' ');
  if (decimal === source.decimal && thousands === source.thousands && !signed) return null;
  const magnitudes = signs
    .map((sign): [string, number] => [sign, factorOfSign(sign)])
    .filter(([, factor]) => factor !== 1);
  return {
    ...{ decimal, thousands, signs: signs.length > 0 ? signs : source.signs },
    ...(magnitudes.length > 0 && { magnitudes: Object.fromEntries(magnitudes) }),
  };
}

/** As many digits as a person would type, if the column knows such a value: 1.6711431179 → 1.671. */
function shortened(value: number | null, min: number, max: number): number | null {
  if (value === null) return null;
  const short = Number(value.toPrecision(4));
  return short >= min && short <= max ? short : value;
}
