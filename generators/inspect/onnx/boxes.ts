/** How a detector writes its boxes. */
import type { BoxSteps, OutputSteps } from '../../spec.ts';
import type { OnnxModel } from './model.ts';
import { type StepAnswers, unfit } from './step-answers.ts';

/** Detectors of four families, told by the names and shapes of their outputs. */
export function boxSteps({ outputs, metadata }: OnnxModel): BoxSteps {
  const named = (pattern: RegExp): string | null =>
    outputs.find(({ name }) => pattern.test(name))?.name ?? null;
  const scores = named(/score|conf|prob/i) ?? named(/logits/i);
  const classes = named(/class|label/i);
  if (named(/logits/i) !== null)
    return { format: 'cxcywh', normalised: true, scores, classes: null, layout: 'detr', iou: 0.5 };
  if (outputs.length > 1 && scores !== null) {
    const isTensorFlow = named(/detection_boxes/i) !== null;
    return {
      format: isTensorFlow ? 'yxyx' : 'xyxy',
      normalised: isTensorFlow,
      scores,
      classes,
      layout: 'ssd',
      iou: 0.5,
    };
  }
  const [only] = outputs;
  const isFinished = only !== undefined && (metadata.end2end === 'True' || hasFinishedRows(only));
  return {
    format: isFinished ? 'xyxy' : 'cxcywh',
    normalised: false,
    scores: null,
    classes: null,
    layout: isFinished ? 'finished' : 'yolo',
    iou: 0.5,
  };
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
  const shapeOf = (name: string | null) => outputs.find((one) => one.name === name)?.shape ?? null;
  const last = shapeOf(boxes.scores)?.at(-1);
  if (boxes.layout === 'detr' && labels !== null && last === labels.length && !activation)
    output.activation = 'sigmoid';
  if (boxes.layout === 'yolo') checkGrid(output.name, shapeOf(output.name), labels);
}

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
