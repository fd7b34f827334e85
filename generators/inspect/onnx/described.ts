/** The owner's dictionary of columns, for a model of rows: names, words and limits that no model has. */
import type { Feature, RowsSpec, Warning } from '../../spec.ts';
import { type Described, type Dictionary, unknownColumn, words } from '../dictionary.ts';
import type { OnnxModel } from './model.ts';

/** How many of the dictionary's rows are columns of this model; in a matrix each number is one, in their order. */
export function describesModel({ rows }: Dictionary, { inputs }: OnnxModel): number {
  const [only] = inputs;
  const width = inputs.length === 1 ? only?.shape?.[1] : null;
  if (typeof width === 'number' && width > 1)
    return rows.length === width || rows.length === width + 1 ? rows.length : 0;
  return rows.filter(({ column }) => inputs.some(({ name }) => name === column)).length;
}

/** Puts the dictionary's words and limits into a contract. Limits need both ends: no data says the other one. */
export function describeRows(
  rows: RowsSpec,
  dictionary: Dictionary,
): { rows: RowsSpec; warnings: Warning[] } {
  const { features, target } = rows;
  const byColumn = new Map<string, Described>();
  const warnings: Warning[] = [];
  const names = [...features, target].map(({ column, field }) => ({ name: column, field }));
  for (const row of dictionary.rows) {
    const found = names.find(({ name, field }) => name === row.column || field === row.column);
    if (found === undefined) warnings.push(unknownColumn(row, dictionary.name, names, 'model'));
    else byColumn.set(found.name, row);
  }
  const described = features.map((feature): Feature => {
    const row = byColumn.get(feature.column);
    return row === undefined ? feature : { ...feature, ...words(row), ...limitsOf(feature, row) };
  });
  const ofTarget = byColumn.get(target.column);
  const named = ofTarget === undefined ? target : { ...target, ...words(ofTarget) };
  return { rows: { ...rows, features: described, target: named }, warnings };
}

function limitsOf(
  { type, limits, example }: Feature,
  { minimum, maximum }: Described,
): Partial<Pick<Feature, 'limits' | 'example'>> {
  const least = minimum ?? limits?.minimum;
  const most = maximum ?? limits?.maximum;
  if (!/^(number|integer)$/.test(type) || least === undefined || most === undefined) return {};
  const shown = Math.min(Math.max(Number(example), least), most);
  return { limits: { minimum: least, maximum: most }, example: shown };
}
