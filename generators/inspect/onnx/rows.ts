/** A model of rows: the fields that it is asked with, and what it answers. Names and limits come from `data.csv` beside it. */
import { UserError } from '../../errors.ts';
import type { Cells, Feature, FeatureType, OutputSteps, RowSteps, RowsSpec } from '../../spec.ts';
import { deriveSpec } from '../derive.ts';
import { fieldNames } from '../names.ts';
import type { TableProfile } from '../profile.ts';
import { amountsOf } from './amounts.ts';
import { columnsIn, type ModelColumn, modelColumns } from './columns.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { holdsWords, predictedIn } from './predicted.ts';
import { type Answered, classesTold, oneOf, type RowAnswers, sortedClasses, targetOf } from './row-target.ts';
import type { Scaler } from './scaler.ts';
import { unfit } from './step-answers.ts';

export interface Rows {
  rows: RowsSpec;
  steps: RowSteps;
  output: OutputSteps;
}

/** What the owner has of the model's columns: `data.csv`, and the names in it or in the dictionary. */
interface Columns {
  table: TableProfile | null;
  names: string[];
}

/** How tables are written where no data says it. */
const PLAIN: Cells = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  headerRows: 1,
  totals: [],
  decimal: '.',
  thousands: '',
  signs: [],
  missing: ['', 'na', 'nan', 'null', 'none', 'n/a'],
};

/** @throws UserError where the model's inputs are no columns, or what it answers cannot be told */
export function rowsOf(
  read: ReadModel,
  labels: string[] | null,
  known: Columns,
  scaler: Scaler | null,
  answers: RowAnswers,
): Rows {
  const { model, words } = read;
  const { table } = known;
  const deep = model.inputs.find(({ shape }) => (shape?.length ?? 0) > 2);
  if (deep !== undefined)
    throw unfit('tabular', `${deep.name} has ${deep.shape?.length} dimensions, and rows of columns have two`);
  const { columns, answered } = understood(read, labels, known, scaler, answers);
  const matrix = matrixOf(model.inputs);
  const names = columns.map(({ name }) => name);
  const fields = fieldNames(names);
  const described = table === null ? [] : describe(table, names);
  const features = columns.map(({ name, input, at }, place): Feature => {
    const plain = plainFeature(fields[place] ?? name, name, input.type);
    const listed = categoriesOf(words.get(input.name)?.get(at));
    const seen = described[place] ?? null;
    const gaps = { nullable: bearsGaps(model, input) && seen?.nullable === true };
    return { ...plain, ...gaps, ...wordsFor(seen, input.type), ...listed };
  });
  const inputs = columns.flatMap(({ input }, place) => {
    const field = fields[place] ?? '';
    return matrix === null && field !== input.name ? [[field, input.name] as const] : [];
  });
  const { task, target, output, warnings } = answered;
  return {
    rows: {
      task,
      features,
      target,
      warnings,
      cells: table === null ? PLAIN : cellsOf(table),
      leftOut: [],
    },
    steps: {
      input: matrix?.name ?? null,
      inputs: Object.fromEntries(inputs),
      scaler: scaler?.numbers ?? null,
    },
    output,
  };
}

interface Understood {
  columns: ModelColumn[];
  answered: Answered;
}

/** What the model's columns are called, and what is answered: the table holds both, and one tells the other. */
function understood(
  read: ReadModel,
  labels: string[] | null,
  { table, names: known }: Columns,
  scaler: Scaler | null,
  answers: RowAnswers,
): Understood {
  const { model, edges } = read;
  const texts = new Set(table?.columns.filter(holdsWords).map(({ name }) => name));
  const fitted = scaler?.columns ?? null;
  const taken = model.inputs.reduce((sum, input) => sum + columnsIn(input), 0);
  const behind = known.filter((name, at) => (fitted === null ? at >= taken : !fitted.includes(name)));
  const columnOf = (name: string) => table?.columns.find((one) => one.name === name);
  const amounts = amountsOf(
    read,
    labels,
    behind.map((name) => columnOf(name) ?? name),
  );
  if (amounts !== null) {
    const others = known.filter((name) => !amounts.includes(name));
    const columns = modelColumns(model.inputs, fitted, others, texts, null);
    return { columns, answered: oneOf(amounts, model.outputs, answers) };
  }
  const takesTexts = model.inputs.some(({ type }) => type === 'string');
  const hasTruth = table !== null && known.length === taken + 1;
  const truth = hasTruth ? predictedIn(table, labels ?? model.classes, takesTexts) : null;
  const columns = modelColumns(model.inputs, fitted, known, texts, answers.target ?? truth);
  const names = columns.map(({ name }) => name);
  const [other, ...others] = known.filter((name) => !names.includes(name));
  const target = answers.target ?? (others.length === 0 ? other : undefined);
  const told = labels ?? classesTold(model, columnOf(target ?? ''));
  const answered = targetOf(model, edges, told, { ...answers, target });
  const sorted = labels === null && told !== null ? [sortedClasses(told, String(target))] : [];
  return { columns, answered: { ...answered, warnings: [...sorted, ...answered.warnings] } };
}

/** As the table has them; its path stays behind. */
function cellsOf({ source }: TableProfile): Cells {
  const { format, encoding, delimiter, quote, headerRows, totals } = source;
  const { decimal, thousands, signs, missing } = source;
  return { format, encoding, delimiter, quote, headerRows, totals, decimal, thousands, signs, missing };
}

/** The only input, if it takes all columns as numbers. */
function matrixOf([only, ...others]: readonly OnnxValue[]): OnnxValue | null {
  const isMatrix = only !== undefined && others.length === 0 && columnsIn(only) > 1;
  return isMatrix && only.type !== 'string' ? only : null;
}

/** What the table says of each name; null where it has no such column. */
function describe(table: TableProfile, names: string[]): (Feature | null)[] {
  const present = new Set(table.columns.map(({ name }) => name));
  const include = names.filter((name) => present.has(name));
  const others = [...present].filter((name) => !names.includes(name));
  try {
    const { features } = deriveSpec(table, {
      include,
      ...(others[0] !== undefined && { target: others[0] }),
    });
    return names.map((name) => features.find(({ column }) => column === name) ?? null);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** ONNX's type → what a cell of that column holds. */
function featureType(type: string): FeatureType {
  if (type === 'string') return 'text';
  if (type === 'bool') return 'boolean';
  return /^u?int/.test(type) ? 'integer' : 'number';
}

function plainFeature(field: string, column: string, type: string): Feature {
  const kind = featureType(type);
  const words = column.replace(/[_\s]+/g, ' ').trim();
  return {
    field,
    column,
    label: words === '' ? field : words.charAt(0).toUpperCase() + words.slice(1),
    type: kind,
    nullable: false,
    unit: null,
    description: null,
    example: kind === 'text' ? 'text' : kind === 'boolean' ? true : 0,
    categories: null,
    limits: null,
    trueTokens: kind === 'boolean' ? ['true', 'yes', '1'] : null,
    falseTokens: kind === 'boolean' ? ['false', 'no', '0'] : null,
    dateFormat: null,
    format: null,
    spellings: null,
  };
}

/** Whether a number may be missing: it is filled in, or sends a tree its own way. */
const bearsGaps = ({ operators }: OnnxModel, { type }: OnnxValue): boolean =>
  /^(float|double)$/.test(type) &&
  operators['ai.onnx.ml']?.some((name) => /^(Imputer|TreeEnsemble)/.test(name)) === true;

/** Of a column in a table what holds for an input of this type: words and limits for numbers, values for text. */
function wordsFor(known: Feature | null, type: string): Partial<Feature> {
  if (known === null) return {};
  const { label, unit, description, example, limits, categories, format, spellings } = known;
  const kind = featureType(type);
  const words = { label, unit, description };
  if (kind === 'text') {
    if (known.type !== 'category' && known.type !== 'text') return { label, description };
    return { ...words, type: known.type, example, categories, spellings };
  }
  const isNumber = known.type === 'number' || known.type === 'integer';
  if (!isNumber || kind === 'boolean') return { label, description };
  const whole = known.type === 'integer' ? { type: 'integer' as const } : {};
  return { ...words, ...(kind === 'number' ? whole : {}), example, limits, format };
}

/** The model's own words for a column: no others are asked. */
function categoriesOf(words: string[] | undefined): Partial<Feature> {
  const categories = words?.filter((word) => word !== '') ?? [];
  if (words === undefined || categories.length === 0) return {};
  return {
    type: 'category',
    categories: categories.length > MOST_CATEGORIES ? null : categories,
    example: categories[0] ?? '',
    nullable: categories.length < words.length,
    spellings: null,
  };
}

/** More are not listed in a contract: any text is taken then. */
const MOST_CATEGORIES = 50;
