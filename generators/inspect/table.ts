/**
 * A table of text (CSV, TSV and the like, packed with gzip or not) → what a product is written from.
 *
 *     profileTable  reads the file once, in bounded memory
 *     deriveSpec    applies answers to what was read; call it again when an answer changes
 *     requireTarget insists on something to predict
 */

import type { TabularSpec } from '../spec.ts';
import { deriveSpec, requireTarget } from './derive.ts';
import { type ProfileOptions, profileTable } from './profile.ts';
import type { Answers } from './understood.ts';

export type { DateOrder } from './dates.ts';
export { deriveSpec, requireTarget } from './derive.ts';
export { type InspectDocument, inspectJson } from './json.ts';
export type { OnProgress } from './open.ts';
export { type ProfileOptions, profileTable, type TableProfile } from './profile.ts';
export { type ColumnSummary, summaryOf } from './summary.ts';
export type { Answers, DictionaryRow } from './understood.ts';

/**
 * Reads the table at `path` and says what can be predicted from it.
 *
 * @throws UserError: the file cannot be used, an answer does not fit it, or nothing is known to be predicted
 */
export async function inspectTable(
  path: string,
  options: Answers & ProfileOptions = {},
): Promise<TabularSpec> {
  return requireTarget(deriveSpec(await profileTable(path, options), options));
}
