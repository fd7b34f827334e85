/** What a model of rows answers: the label and the probabilities of a classifier, the scores of a network, or one number. */
import { UserError } from '../../errors.ts';
import type { OutputSteps, RowsSpec, Target, Warning } from '../../spec.ts';
import { fieldNames } from '../names.ts';
import type { ColumnProfile } from '../profile.ts';
import { sortValues } from '../target.ts';
import { placeOf } from './amounts.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { endsInProbabilities, isRaw, lastOperator, outputSteps, scoresOf } from './scores.ts';
import { unfit } from './step-answers.ts';

export interface RowAnswers {
  target?: string | null | undefined;
  positive?: string | null | undefined;
  activation?: string | null | undefined;
}

export interface Answered {
  task: RowsSpec['task'];
  target: Target;
  output: OutputSteps;
  warnings: Warning[];
}

/** @throws UserError where it is not one answer, or its classes cannot be told */
export function targetOf(
  model: OnnxModel,
  edges: ReadModel['edges'],
  labels: string[] | null,
  answers: RowAnswers,
): Answered {
  const { outputs } = model;
  const scores = scoresOf(outputs);
  if (scores === null) throw unfit('tabular', 'it has no outputs');
  const mapped = /map/.test(scores.type) ? (model.classes?.length ?? null) : 1;
  const width = scores.shape?.length === 2 ? (scores.shape[1] ?? null) : mapped;
  const cut = cutFrom(scores, edges);
  const columns = cut === null ? [] : outputs.filter((one) => cutFrom(one, edges) === cut);
  const whole = cut !== null && columns.length > 1 ? { ...scores, name: cut } : scores;
  const each = whole === scores ? width : columns.length;
  const count = typeof each === 'number' && each > 1 ? each : null;
  const raw = isRaw(outputs, edges);
  const probabilities = !raw && endsInProbabilities(whole, edges);
  const several = answersSeveral(model, scores, edges);
  if (several !== null) throw unfit('tabular', several);
  const isClassified = count !== null || labels !== null || model.classes !== null || width === null;
  if (!isClassified && !(width === 1 && probabilities))
    return amount(answers, outputSteps(scores.name, 'none'));
  const named = labels ?? model.classes;
  const classes = named ?? numbered(count ?? (width === 1 ? 2 : null));
  if (classes === null || (count !== null && classes.length !== count))
    throw new UserError(
      'labels-missing',
      classes === null
        ? 'The model answers with a class, but the file does not say with which.'
        : `The model answers with ${count} classes, but ${classes.length} are named.`,
      { hint: 'Name them, in the order of its outputs: --labels yes,no or --labels labels.txt' },
    );
  // Of two classes, ONNX Runtime writes a support vector machine's distance first and its opposite behind it: class 1, class 0.
  const isTurned = raw && count === 2 && lastOperator(whole.name, edges) === 'SVMClassifier';
  const two = raw && count === 2 ? 'sigmoid' : 'softmax';
  const usual = width === 1 || isTurned ? 'logits-binary' : two;
  const activation = (answers.activation ?? (probabilities ? 'none' : usual)) as OutputSteps['activation'];
  return {
    task: 'classification',
    target: target(answers, classes),
    output: outputSteps(scores.name, activation),
    warnings: named === null && !probabilities ? [guessedClasses(classes)] : [],
  };
}

/** One of several numbers, the one that is asked for. @throws UserError where none is */
export function oneOf(
  amounts: readonly string[],
  outputs: readonly OnnxValue[],
  answers: RowAnswers,
): Answered {
  const column = placeOf(amounts, answers.target);
  return amount(answers, { ...outputSteps(scoresOf(outputs)?.name ?? '', 'none'), column });
}

const amount = (answers: RowAnswers, output: OutputSteps): Answered => ({
  task: 'regression',
  target: target(answers, null),
  output,
  warnings: [],
});

const guessedClasses = (classes: string[]): Warning => ({
  code: 'classes-guessed',
  column: null,
  message: `The file does not say whether the ${classes.length} numbers that it answers are scores of classes or amounts: they are taken for classes. Name them with --labels; if they are amounts, a data.csv whose last columns are these says so, and --task tensor shows them as they are.`,
});

/** The value that an output is one column of: scikit-learn's exporter cuts probabilities so, told "zipmap": "columns". */
function cutFrom({ name }: OnnxValue, edges: ReadModel['edges']): string | null {
  const reshaped = edges.get(name);
  const cut = reshaped?.operator === 'Reshape' ? edges.get(reshaped.from) : undefined;
  return cut?.operator === 'Slice' ? cut.from : null;
}

/** Why the answer is no class and no number that a form could show, or null. */
function answersSeveral(
  { outputs, classes }: OnnxModel,
  scores: OnnxValue,
  edges: ReadModel['edges'],
): string | null {
  const label = outputs.find(({ type }) => /^u?int|^string$/.test(type));
  if (Number(label?.shape?.[1] ?? 1) > 1 || scores.type === 'sequence(float)')
    return 'it answers several questions at once, and a form has one answer';
  if (label !== undefined && lastOperator(label.name, edges) === 'ArgMin')
    return `${scores.name} are distances: the smallest one decides, so they are no scores`;
  const columns = outputs.filter(({ type, shape }) => /^(float|double)$/.test(type) && shape?.length === 1);
  if (classes !== null && columns.length > 1 && cutFrom(scores, edges) === null)
    return 'the probability of each class is an output of its own. Export it with {"zipmap": False}, and they are one';
  if (label === scores) return 'it answers with a class alone, and no output says how sure it is';
  return null;
}

const numbered = (count: number | null): string[] | null =>
  count === null ? null : Array.from({ length: count }, (_, at) => String(at));

function target({ target: column, positive }: RowAnswers, classes: string[] | null): Target {
  const name = column || 'prediction';
  const [field = 'prediction'] = fieldNames([name]);
  const last = classes?.length === 2 ? (classes[1] ?? null) : null;
  if (positive && classes !== null && !classes.includes(positive))
    throw new UserError('bad-value', `--positive ${positive} is none of the classes.`, {
      hint: `They are: ${classes.slice(0, 20).join(', ')}.`,
    });
  return {
    field,
    column: name,
    label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
    unit: null,
    description: null,
    classes,
    positive: last === null ? null : (positive ?? last),
    words: {},
    alert: false,
    digits: null,
    format: null,
    spellings: null,
  };
}

/**
 * The classes in the column of what is predicted, as encoders of labels sort them: a network has a score for each of them,
 * or one that says which of two. A scorer of ai.onnx.ml with one number is a regression, and its classifiers name their own.
 */
export function classesTold(
  { outputs, operators, classes }: OnnxModel,
  truth: ColumnProfile | undefined,
): string[] | null {
  if (truth === undefined || classes !== null || 'ai.onnx.ml' in operators) return null;
  const { shape } = scoresOf(outputs) ?? { shape: null };
  const scores = shape?.length === 2 ? shape[1] : 1;
  const isAll = truth.exact && truth.distinct === (scores === 1 ? 2 : scores);
  if (!isAll) return null;
  return sortValues([...truth.counts.keys()]);
}

export const sortedClasses = (classes: string[], column: string): Warning => ({
  code: 'labels-sorted',
  column: null,
  message: `The model does not name its classes: they are taken from ${column} in data.csv, sorted (${classes.slice(0, 4).join(', ')}${classes.length > 4 ? ' …' : ''}). If it was trained with others in front, say so with --labels.`,
});
