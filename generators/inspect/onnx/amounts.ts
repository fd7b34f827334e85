/** Regressions of several numbers a row: what they are called, and which of them a form answers with. */
import type { ColumnProfile } from '../profile.ts';
import type { OnnxValue, ReadModel } from './model.ts';
import { holdsWords } from './predicted.ts';
import { endsInProbabilities, isRaw, scoresOf } from './scores.ts';
import { unfit } from './step-answers.ts';

/**
 * The names of the numbers that a regression answers with; null where it answers with one, or with classes.
 *
 * A learnt scorer without a label tells numbers. A network's numbers may be scores of classes as well: they are amounts where
 * data.csv has as many columns more than the model takes, all of them numbers.
 *
 * @param others the columns of data.csv behind those that the model takes
 */
export function amountsOf(
  { model, edges, targets }: ReadModel,
  labels: readonly string[] | null,
  others: readonly (ColumnProfile | string)[],
): string[] | null {
  const { outputs, operators, producer, classes } = model;
  const scores = scoresOf(outputs);
  const isClassified =
    labels !== null || classes !== null || outputs.some(({ type }) => /^u?int|^string$|map/.test(type));
  if (scores === null || isClassified || isRaw(outputs, edges) || endsInProbabilities(scores, edges))
    return null;
  const count = targets.get(scores.name) ?? widthOfRow(scores);
  if (count === null || count < 2) return null;
  const known = others.length === count && others.every(isNumbers);
  const isLearnt = 'ai.onnx.ml' in operators || /skl2onnx|onnxmltools/i.test(producer.name);
  if (!known && !isLearnt) return null;
  return known
    ? others.map((one) => (typeof one === 'string' ? one : one.name))
    : Array.from({ length: count }, (_, at) => `y${at + 1}`);
}

const isNumbers = (column: ColumnProfile | string): boolean =>
  typeof column === 'string' || !holdsWords(column);

function widthOfRow({ shape }: OnnxValue): number | null {
  const width = shape?.length === 2 ? shape[1] : null;
  return typeof width === 'number' ? width : null;
}

/** Where the number that is asked for stands among them. @throws UserError where none of them is asked for */
export function placeOf(amounts: readonly string[], target: string | null | undefined): number {
  const place = amounts.indexOf(target ?? '');
  if (place >= 0) return place;
  const named = amounts.slice(0, 6).join(', ') + (amounts.length > 6 ? ' …' : '');
  throw unfit(
    'tabular',
    `it answers ${amounts.length} numbers a row (${named}), and a form has one answer`,
    `To be asked by a form for one of them, say which: --target ${amounts[0]}`,
  );
}
