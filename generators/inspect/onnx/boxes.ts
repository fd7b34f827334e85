/** How a detector writes its boxes. */
import type { BoxSteps, OutputSteps } from '../../spec.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';
import { lastOperator } from './scores.ts';
import { type Habits, type StepAnswers, unfit } from './step-answers.ts';

/** A grid of candidates, box and classes in one: what the other families differ from. */
const GRID: BoxSteps = {
  format: 'cxcywh',
  normalised: null,
  cells: [],
  background: false,
  scores: null,
  classes: null,
  layout: 'yolo',
  iou: 0.5,
};

/** Detectors of four families, told by the names and shapes of their outputs. */
export function boxSteps(model: OnnxModel, edges: ReadModel['edges']): BoxSteps {
  const { outputs, metadata } = model;
  if (countsFromCells(model, edges)) return { ...GRID, normalised: false, cells: STRIDES };
  const named = (pattern: RegExp): string | null =>
    outputs.find(({ name }) => pattern.test(name))?.name ?? null;
  const scores = named(/score|conf|prob/i) ?? named(/logits/i);
  const classes = named(/class|label/i);
  if (named(/logits/i) !== null) return { ...GRID, normalised: true, scores, layout: 'detr' };
  if (outputs.length > 1 && scores !== null) {
    const isTensorFlow = named(/detection_boxes/i) !== null;
    return {
      ...GRID,
      format: isTensorFlow ? 'yxyx' : 'xyxy',
      normalised: isTensorFlow || null,
      background: classes === null && lastOperator(scores, edges) === 'Softmax',
      scores,
      classes,
      layout: 'ssd',
    };
  }
  const [only] = outputs;
  const isFinished = only !== undefined && (metadata.end2end === 'True' || hasFinishedRows(only));
  return isFinished ? { ...GRID, format: 'xyxy', layout: 'finished' } : { ...GRID };
}

/** Rows of left, top, right, bottom, score, class: as many as are kept at most, where a grid has its candidates. */
function hasFinishedRows({ shape }: OnnxModel['outputs'][number]): boolean {
  const [rows, columns] = shape?.slice(-2) ?? [];
  return columns === 6 && (typeof rows !== 'number' || KEPT.has(rows));
}

/** What exporters keep at most. No grid has so few candidates and such a round number of them. */
const KEPT = new Set([100, 200, 300, 500, 1000]);

/**
 * What the number of classes tells: DETR's softmax has one more, "nothing"; a grid has four or five numbers more.
 *
 * @throws UserError where the shapes are of no family that is known
 */
export function fitBoxes(
  { outputs }: OnnxModel,
  output: OutputSteps,
  labels: string[] | null,
  { activation }: StepAnswers,
): void {
  const { boxes } = output;
  if (boxes === null) return;
  const last = shapeOf(outputs, boxes.scores)?.at(-1);
  if (boxes.layout === 'detr' && labels !== null && last === labels.length && !activation)
    output.activation = 'sigmoid';
  if (boxes.layout === 'yolo') checkGrid(output.name, shapeOf(outputs, output.name), labels);
}

const shapeOf = (outputs: readonly OnnxValue[], wanted: string | null): OnnxValue['shape'] =>
  outputs.find(({ name }) => name === wanted)?.shape ?? null;

/** How lists call the class that is nothing. */
const NOTHING = /^(\W*background\W*|bg|\?+|none|nothing|unlabell?ed|n\/a)$/i;

/**
 * The names of a detector's classes. TensorFlow's and torchvision's count from 1 and keep 0 for the background, as do
 * scores that add up to 1; a list that leaves it out gets it.
 */
export function boxLabels(
  { outputs }: OnnxModel,
  { name, boxes }: OutputSteps,
  labels: string[] | null,
): string[] | null {
  if (labels === null || boxes?.layout !== 'ssd' || NOTHING.test(labels[0] ?? '')) return labels;
  const columns = shapeOf(outputs, boxes.scores)?.slice(1).includes(labels.length);
  const isOfTorchvision =
    boxes.classes !== null &&
    shapeOf(outputs, name)?.length === 2 &&
    shapeOf(outputs, boxes.classes)?.length === 1;
  const fromOne = /^detection_classes/.test(boxes.classes ?? '') || isOfTorchvision;
  return fromOne || (boxes.background && !columns) ? ['background', ...labels] : labels;
}

/** Whether boxes are told as distances from places that no file names, as raw detectors of faces do. */
export const areDistances = (outputs: readonly OnnxValue[]): boolean =>
  outputs.length > 1 &&
  (outputs.some(({ name }) => /^loc(s|ations?)?$/i.test(name)) ||
    (outputs.some(({ name }) => /^landm/i.test(name)) && outputs.some(isGrid)));

/** The strides of the grids that detectors look at a picture with. */
const STRIDES = [8, 16, 32];

/** How YOLOX prepares pictures, where nothing else is said: bytes as OpenCV reads them, at the top left of the frame. */
export const YOLOX: Habits = { colour: 'BGR', normalise: 'none', padded: 'behind' };

/**
 * Whether boxes still count from the cells that they were found in, as YOLOX leaves them: a candidate a cell, only put in
 * another order at the end, and never brought to a size by an exponential (or, as YOLOv8 does, by a softmax).
 */
export function countsFromCells(
  { inputs, outputs, operators }: OnnxModel,
  edges: ReadModel['edges'],
): boolean {
  const [height, width] = (inputs[0]?.shape ?? []).slice(-2).map(Number);
  const [rows, columns] = (outputs[0]?.shape ?? []).slice(-2).map(Number);
  const { name = '' } = outputs[0] ?? {};
  if (outputs.length !== 1 || !height || !width || !rows || !columns || columns < 6) return false;
  const cells = STRIDES.reduce(
    (sum, stride) => sum + Math.floor(height / stride) * Math.floor(width / stride),
    0,
  );
  const isSized = (operators['ai.onnx'] ?? []).some((operator) => /^(Exp|Softmax)$/.test(operator));
  return rows === cells && !isSized && edges.get(name)?.operator === 'Transpose';
}

/** As many as there are places to look at, none of them dropped yet. */
const isGrid = ({ shape }: OnnxValue): boolean =>
  shape?.at(-1) === 4 && Number(shape.at(-2)) > 0 && !KEPT.has(Number(shape.at(-2)));

/** [.., 4 + classes, candidates], or the other way round; one more where it tells whether there is anything. */
function checkGrid(
  name: string,
  shape: OnnxModel['outputs'][number]['shape'],
  labels: string[] | null,
): void {
  const sizes = shape?.slice(-2).filter((length) => typeof length === 'number') ?? [];
  if (shape === null || sizes.length < 2) return;
  const fits = labels === null || sizes.some((size) => [4, 5].includes(size - labels.length));
  if (!fits)
    throw unfit(
      'object-detection',
      `${name} is [${shape.join(', ')}], no grid of boxes and ${labels?.length} classes`,
    );
}
