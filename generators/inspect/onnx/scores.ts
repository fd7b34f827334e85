/** What stands behind a model: which output answers, and what makes it probabilities. */
import type { OnnxTask, OutputSteps } from '../../spec.ts';
import type { Beside } from './beside.ts';
import type { Edge } from './graph.ts';
import { labelsFromJson } from './labels.ts';
import type { OnnxValue, ReadModel } from './model.ts';
import { asRecord } from './step-answers.ts';

/** The output with the scores: by its name, else the first of numbers; a label beside it says less. */
export function scoresOf(outputs: readonly OnnxValue[]): OnnxValue | null {
  const numbers = outputs.filter(({ type }) => /^(float|double|float16|bfloat16)$|map/.test(type));
  return numbers.find(({ name }) => /prob|score|logit/i.test(name)) ?? numbers[0] ?? outputs[0] ?? null;
}

/** What stands behind a model that answers with an output: nothing but an activation, until a task says more. */
export const outputSteps = (name: string, activation: OutputSteps['activation']): OutputSteps => ({
  name,
  activation,
  labels: null,
  top: 5,
  threshold: 0.5,
  boxes: null,
  pool: 'none',
  unit_length: false,
});

/** The number of classes, where the scores' shape says it; beside boxes it may be how many are told. */
export function classesOf(outputs: readonly OnnxValue[]): number | null {
  if (outputs.length > 1 && outputs.some(({ name }) => /box|detection/i.test(name))) return null;
  const shape = scoresOf(outputs)?.shape;
  const length = shape?.length === 2 || shape?.length === 4 ? shape[1] : null;
  return typeof length === 'number' ? length : null;
}

/** What made the output, seen through what only changes its shape. */
function maker(name: string, edges: ReadModel['edges']): Edge | null {
  let at = name;
  for (let steps = 0; steps < 8; steps++) {
    const edge = edges.get(at);
    if (edge === undefined) return null;
    if (!/^(Identity|Reshape|Flatten|Squeeze|Unsqueeze|Cast|Transpose|ZipMap)$/.test(edge.operator))
      return edge;
    at = edge.from;
  }
  return null;
}

/** The operator that an output ends in, `''` where nothing is known of it. */
export const lastOperator = (name: string, edges: ReadModel['edges']): string =>
  maker(name, edges)?.operator ?? '';

/** Whether the model's classifier tells no probabilities, whatever its outputs are called. */
export const isRaw = (outputs: readonly OnnxValue[], edges: ReadModel['edges']): boolean =>
  outputs.some(({ name }) => maker(name, edges)?.raw === true || isOpposed(name, edges));

/** Whether two scores are one and its opposite, -s and s: linear models without probabilities are exported so. */
function isOpposed(name: string, edges: ReadModel['edges']): boolean {
  const joined = maker(name, edges);
  const turned = joined?.operator === 'Concat' ? maker(joined.from, edges) : null;
  return turned?.operator === 'Mul' && /^(Gemm|MatMul|Add)$/.test(lastOperator(turned.from, edges));
}

/** Whether an output is probabilities already, by the operator that made it or by its name. */
export function endsInProbabilities({ name }: OnnxValue, edges: ReadModel['edges']): boolean {
  const operator = lastOperator(name, edges);
  if (/^(Gemm|MatMul|Add|Sub)$/.test(operator) || isOpposed(name, edges)) return false;
  return /^(Softmax|Sigmoid|HardSigmoid|Normalizer|.*Classifier)$/.test(operator) || /prob/i.test(name);
}

/** What makes scores probabilities, unless they are. */
export function activationOf(
  task: OnnxTask,
  output: OnnxValue,
  edges: ReadModel['edges'],
  beside: Beside,
  activation: string | null | undefined,
): OutputSteps['activation'] {
  const { config } = beside;
  if (activation) return activation as OutputSteps['activation'];
  if (!/classification|audio/.test(task)) return 'none';
  if (endsInProbabilities(output, edges) || (task === 'audio' && output.shape?.length === 3)) return 'none';
  if (config?.problem_type === 'multi_label_classification') return 'sigmoid';
  if (task === 'text-classification' && tellsScores(beside)) return scoreActivation(beside);
  return output.shape?.at(-1) === 1 ? 'logits-binary' : 'softmax';
}

/** Whether a model of texts tells numbers, and not how sure it is of classes: a regression, or one score alone. */
export const tellsScores = ({ config }: Beside): boolean =>
  config?.problem_type === 'regression' || labelsFromJson(config?.id2label)?.length === 1;

/** What makes a score what the owner's library says: Sentence Transformers names it; Transformers takes the sigmoid, but of a regression. */
function scoreActivation({ config }: Beside): 'none' | 'sigmoid' {
  if (config?.problem_type === 'regression') return 'none';
  const named =
    asRecord(config?.sentence_transformers).activation_fn ?? config?.sbert_ce_default_activation_function;
  return /Identity/.test(String(named)) ? 'none' : 'sigmoid';
}
