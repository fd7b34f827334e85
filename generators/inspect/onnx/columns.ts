/** The columns of a table as a model takes them: an input each, side by side in one input, or in several such blocks. */
import type { OnnxValue } from './values.ts';

export interface ModelColumn {
  name: string;
  input: OnnxValue;
  /** Which of the input's columns it is. */
  at: number;
}

/** How many columns an input has; null where it takes no rows of a fixed length. */
export function widthOf({ shape }: OnnxValue): number | null {
  const width = shape?.length === 2 ? shape[1] : null;
  return typeof width === 'number' ? width : null;
}

/** How many columns an input stands for: one where its shape does not say. */
export const columnsIn = (input: OnnxValue): number => widthOf(input) ?? 1;

/**
 * Names for them: those that a scaler was fitted on, or those of the owner's table or dictionary, where there are as many
 * (or one more, which is the target); else those of the inputs, with a number where an input has several. `texts`: which
 * of the table's columns hold words.
 */
export function modelColumns(
  inputs: readonly OnnxValue[],
  fitted: string[] | null,
  known: string[],
  texts: ReadonlySet<string>,
  target: string | null,
): ModelColumn[] {
  const places = inputs.flatMap((input) =>
    Array.from({ length: columnsIn(input) }, (_, at) => ({ input, at })),
  );
  const found = places.length > inputs.length ? given(places.length, fitted, known, target) : null;
  const named = found !== null && inputs.length > 1 ? inBlocks(found, places, texts) : found;
  return places.map(({ input, at }, place) => ({
    name: named?.[place] ?? ownName(input, at, inputs.length),
    input,
    at,
  }));
}

function ownName(input: OnnxValue, at: number, inputs: number): string {
  if (columnsIn(input) === 1) return input.name;
  return inputs === 1 ? `x${at + 1}` : `${input.name}_${at + 1}`;
}

function given(
  count: number,
  fitted: string[] | null,
  names: string[],
  target: string | null,
): string[] | null {
  if (fitted?.length === count) return fitted;
  const others = names.filter((name) => name !== target);
  if (others.length === count + 1 && others.length === names.length) return others.slice(0, count);
  return others.length === count ? others : null;
}

/** Blocks are of one type each, and a table has its columns in any order: texts go to texts, numbers to numbers. */
function inBlocks(
  names: string[],
  places: { input: OnnxValue }[],
  texts: ReadonlySet<string>,
): string[] | null {
  if (texts.size === 0 && places.some(({ input }) => input.type === 'string')) return names;
  const ofTexts = names.filter((name) => texts.has(name));
  const ofNumbers = names.filter((name) => !texts.has(name));
  const found = places.map(({ input }) => (input.type === 'string' ? ofTexts : ofNumbers).shift());
  return found.every((name) => name !== undefined) ? found : null;
}
