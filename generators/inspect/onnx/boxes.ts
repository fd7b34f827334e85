/** How a detector writes its boxes. */
import type { BoxSteps, OutputSteps } from '../../spec.ts';
import type { OnnxModel } from './model.ts';
import { type StepAnswers, unfit } from './step-answers.ts';

/** Detectors of three families, told by the names of their outputs. */
export function boxSteps({ outputs }: OnnxModel): BoxSteps {
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
  return { format: 'cxcywh', normalised: false, scores: null, classes: null, layout: 'yolo', iou: 0.5 };
}

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
  const places = shapeOf(output.name);
  const scores = shapeOf(boxes.scores);
  const last = scores?.at(-1);
  if (boxes.layout === 'detr' && labels !== null && last === labels.length && !activation)
    output.activation = 'sigmoid';
  if (boxes.layout === 'yolo') checkGrid(output.name, places, labels);
  const beside = scores?.length === 3 && boxes.classes === null && boxes.layout === 'ssd';
  const count = places?.at(-2);
  if (beside && typeof count === 'number' && typeof scores[1] === 'number' && scores[1] !== count)
    throw unfit('object-detection', `${boxes.scores} has a row a class, and not one a box`);
}

/** [.., 4 + classes, candidates], or the other way round; one more where it tells whether there is anything. */
function checkGrid(
  name: string,
  shape: OnnxModel['outputs'][number]['shape'],
  labels: string[] | null,
): void {
  const sizes = shape?.slice(-2).filter((length) => typeof length === 'number') ?? [];
  if (shape === null || sizes.length < 2) return;
  const isFinished = Math.min(...sizes) === 6 && Math.max(...sizes) <= MOST_FINISHED;
  const fits = labels === null || sizes.some((size) => [4, 5].includes(size - labels.length));
  if (isFinished && labels?.length !== 1 && labels?.length !== 2)
    throw unfit('object-detection', `${name} has finished boxes in rows of six, which are not known here`);
  if (!fits)
    throw unfit(
      'object-detection',
      `${name} is [${shape.join(', ')}], no grid of boxes and ${labels?.length} classes`,
    );
}

/** More rows than this are candidates, which still overlap. */
const MOST_FINISHED = 1000;
