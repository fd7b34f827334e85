/** What nodes say of a model's ends: the classes or the many numbers that it answers with, and the words that its inputs may hold. */
import type { Graph } from './graph.ts';

/** Operators that pass on, or choose from, their first input. */
const PASSES =
  /^(Identity|Cast|Reshape|Flatten|Squeeze|Unsqueeze|Slice|Gather|ArrayFeatureExtractor|Normalizer|ZipMap)$/;
const FAR = 8;

/** The classes that the outputs are chosen from. Classifiers inside of an ensemble have others, so the way there is followed. */
export function classesOf({ outputs, choices, edges }: Graph): string[] | null {
  for (const { name } of outputs) {
    let at = name;
    for (let steps = 0; steps < FAR; steps++) {
      const found = choices.get(at);
      if (found !== undefined) return found;
      const edge = edges.get(at);
      if (edge === undefined || !PASSES.test(edge.operator)) break;
      at = edge.from;
    }
  }
  return null;
}

/** Operators that lead from an input to an encoder, and those of them that choose a column on the way. */
const LEADS = /^(Gather|ArrayFeatureExtractor|Identity|Reshape|Squeeze|Flatten)$/;
const CHOOSES = /^(Gather|ArrayFeatureExtractor)$/;

/** The encoders' words at the columns of the inputs that lead to them. */
export function wordsOf({ words, edges, inputs, numbers }: Graph): Map<string, Map<number, string[]>> {
  const names = new Set(inputs.map(({ name }) => name));
  const found = new Map<string, Map<number, string[]>>();
  for (const [value, known] of words) {
    let at = value;
    let column = 0;
    for (let steps = 0; steps < FAR && !names.has(at); steps++) {
      const node = edges.get(at);
      if (node === undefined || !LEADS.test(node.operator)) break;
      if (CHOOSES.test(node.operator)) column = numbers.get(node.by) ?? 0;
      at = node.from;
    }
    if (names.has(at)) found.set(at, (found.get(at) ?? new Map()).set(column, known));
  }
  return found;
}

/** What leaves the numbers of a row as many as they are. */
const KEEPS = /^(Identity|Cast|Flatten|Squeeze|Unsqueeze)$/;

/** Output → how many numbers a row has, as the node says that makes it: exporters declare `[None, 1]` whatever it is. */
export function targetsOf({ outputs, edges, choices }: Graph): Map<string, number> {
  const found = new Map<string, number>();
  for (const { name } of outputs) {
    let edge = edges.get(name);
    for (let steps = 0; steps < FAR && edge !== undefined && KEEPS.test(edge.operator); steps++)
      edge = edges.get(edge.from);
    const shape = edge?.operator === 'Reshape' ? choices.get(edge.by) : undefined;
    const targets = edge?.targets ?? (shape?.length === 2 ? Number(shape[1]) : 0);
    if (targets > 0) found.set(name, targets);
  }
  return found;
}
