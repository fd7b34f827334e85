/** Texts: what cuts them into tokens, how many the model reads, and whether it reads two at once. */
import type { OnnxTask, TextSteps } from '../../spec.ts';
import { type Beside, WRITE_TOKENIZER, withoutTokenizer } from './beside.ts';
import { labelsFromJson } from './labels.ts';
import type { OnnxModel } from './model.ts';
import { asNumber, unfit } from './step-answers.ts';
import { idsOf, textOf } from './task.ts';

/** Tokens, where the tokenizer says no less. */
const LONGEST_TEXT = 512;

/** @throws UserError where the model's inputs take no tokens, or nothing makes them */
export function textSteps(task: OnnxTask, { inputs }: OnnxModel, beside: Beside): TextSteps {
  const text = textOf(inputs);
  if (text !== null) {
    const names = { ids: text.name, mask: null, types: null };
    return { tokenizer: null, max_length: LONGEST_TEXT, inputs: names, pair: false };
  }
  const ids = idsOf(inputs, beside);
  if (ids === null) throw unfit(task, 'none of its inputs takes tokens: whole numbers [batch, length]');
  if (beside.tokenizer === null) throw unfit(task, withoutTokenizer(beside), WRITE_TOKENIZER);
  const named = (pattern: RegExp): string | null =>
    inputs.find(({ name }) => pattern.test(name))?.name ?? null;
  const length = ids.shape?.[1];
  const names = { ids: ids.name, mask: named(/mask/i), types: named(/token_type|segment/i) };
  const filled: readonly (string | null)[] = Object.values(names);
  const empty = inputs.find(({ name }) => !filled.includes(name));
  if (empty !== undefined) throw unfit(task, `no tokenizer fills its input ${empty.name}`);
  const most = Math.min(beside.longest ?? LONGEST_TEXT, positionsOf(beside) ?? LONGEST_TEXT, LONGEST_TEXT);
  return {
    tokenizer: `model/${beside.tokenizer}`,
    max_length: typeof length === 'number' ? length : most,
    inputs: names,
    pair: readsTwo(beside),
    ...sidesOf(beside),
  };
}

/** Models that count a text's positions from behind the number of the token that fills up. */
const COUNTS_FROM_PADDING = /roberta|camembert|mpnet|longformer|data2vec-text/;

/** How many tokens have a position. */
function positionsOf({ config }: Beside): number | null {
  const all = asNumber(config?.max_position_embeddings);
  const counts = all !== null && COUNTS_FROM_PADDING.test(String(config?.model_type));
  return counts ? all - (asNumber(config?.pad_token_id) ?? 1) - 1 : all;
}

/** Where tokens are left out and filled up, where the tokenizer's files say that it is not on the right. */
function sidesOf({ cutter }: Beside): Pick<TextSteps, 'truncate' | 'pad'> {
  return {
    ...(cutter?.truncation_side === 'left' && { truncate: 'left' as const }),
    ...(cutter?.padding_side === 'left' && { pad: 'left' as const }),
  };
}

/** Classes that two texts have to each other, and names of models and data sets that are about two. */
const RELATIONS =
  /^(entail(ment|ed)?|not_?entailment|contradict(ion|s)|(not_?)?(equivalent|duplicate|paraphrase))$/i;
const OF_TWO =
  /cross-?encoder|re-?rank|ms-?marco|(^|[-_/])(nli|mnli|snli|xnli|anli|qnli|rte|qqp|mrpc|paws|sts-?b)([-_/]|$)/i;

/** Whether a classifier reads two texts: no file says it, but its classes or its name do. */
function readsTwo({ config }: Beside): boolean {
  if (config === null || !/ForSequenceClassification/.test(String(config.architectures))) return false;
  const labels = labelsFromJson(config.id2label) ?? [];
  return labels.some((label) => RELATIONS.test(label)) || OF_TWO.test(String(config._name_or_path ?? ''));
}
