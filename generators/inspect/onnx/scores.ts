/** What stands behind a model: which output answers, and what makes it probabilities or boxes. */
import type { BoxSteps, OnnxTask, OutputSteps } from '../../spec.ts';
import type { OnnxModel, OnnxValue, ReadModel } from './model.ts';

/** The output with the scores: by its name, else the first of numbers; a label beside it says less. */
export function scoresOf(outputs: readonly OnnxValue[]): OnnxValue | null {
  const numbers = outputs.filter(({ type }) => /^(float|double|float16|bfloat16)$|map/.test(type));
  return numbers.find(({ name }) => /prob|score|logit/i.test(name)) ?? numbers[0] ?? outputs[0] ?? null;
}

/** The number of classes, where the scores' shape says it. */
export function classesOf(outputs: readonly OnnxValue[]): number | null {
  const shape = scoresOf(outputs)?.shape;
  const length = shape?.length === 2 || shape?.length === 4 ? shape[1] : null;
  return typeof length === 'number' ? length : null;
}

/** What made the output, seen through what only changes its shape. */
function lastOperator(name: string, edges: ReadModel['edges']): string {
  let at = name;
  for (let steps = 0; steps < 8; steps++) {
    const node = edges.get(at);
    if (node === undefined) return '';
    if (!/^(Identity|Reshape|Flatten|Squeeze|Unsqueeze|Cast|Transpose)$/.test(node.operator))
      return node.operator;
    at = node.from;
  }
  return '';
}

/** Whether an output is probabilities already, by the operator that made it or by its name. */
export function endsInProbabilities({ name }: OnnxValue, edges: ReadModel['edges']): boolean {
  const operator = lastOperator(name, edges);
  return (
    /^(Softmax|Sigmoid|HardSigmoid|Normalizer|ZipMap|.*Classifier)$/.test(operator) || /prob/i.test(name)
  );
}

/** What makes scores probabilities, unless they are. */
export function activationOf(
  task: OnnxTask,
  output: OnnxValue,
  edges: ReadModel['edges'],
  activation: string | null | undefined,
): OutputSteps['activation'] {
  if (activation) return activation as OutputSteps['activation'];
  if (!/classification|audio/.test(task)) return 'none';
  if (endsInProbabilities(output, edges)) return 'none';
  return output.shape?.at(-1) === 1 ? 'logits-binary' : 'softmax';
}

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
