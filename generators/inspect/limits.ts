/** Hard limits for a number, proposed once and generously: 18 … 94 seen → 0 … 170. */

const LARGEST = 3e38;

export interface Limits {
  minimum: number;
  maximum: number;
}

/**
 * @param median tells a long tail: where the largest value is far from the rest, larger ones are to be expected
 * @param isYear calendar years get 1900 … 2100
 */
export function proposeLimits(
  seen: { min: number; max: number; median: number },
  unit: string | null,
  isYear = false,
): Limits {
  const { min, max, median } = seen;
  if (isYear)
    return {
      minimum: Math.min(1900, 100 * Math.floor(min / 100)),
      maximum: Math.max(2100, 100 * Math.ceil(max / 100)),
    };
  if (unit === '%' && min >= 0 && max <= 100) return { minimum: 0, maximum: 100 };
  const range = max - min || Math.abs(max) || 1;
  const above = max > 0 && max > 10 * Math.abs(median) ? 9 * max : range;
  const below = min < 0 && -min > 10 * Math.abs(median) && max <= 0 ? -9 * min : range;
  return {
    minimum: min >= 0 ? 0 : clamp(roundOut(min - below)),
    maximum: max <= 0 && min < 0 ? 0 : clamp(roundOut(max + above)),
  };
}

/** Away from zero, to two digits that people would choose. */
function roundOut(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digits = Math.floor(Math.log10(Math.abs(value))) - 1;
  const step = 10 ** Math.abs(digits);
  const scaled = digits >= 0 ? value / step : value * step;
  const outward = Math.sign(value) * Math.ceil(Math.abs(scaled) - 1e-9);
  return digits >= 0 ? outward * step : outward / step;
}

function clamp(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}

/** Whether a column of integers holds calendar years. */
export function isYearColumn(name: string, min: number, max: number): boolean {
  return (
    min >= 1000 &&
    max <= 2200 &&
    /(^|[^\p{L}])(year|yr|jahr|baujahr|année|annee|año|anno|ano|yyyy)([^\p{L}]|$)|year$|jahr$/iu.test(
      name.replace(/([\p{Ll}])(\p{Lu})/gu, '$1_$2').replaceAll('_', ' '),
    )
  );
}
