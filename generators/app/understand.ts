/** A source, or a sample: read once, and understood anew whenever an answer changes. */
import { basename, resolve } from 'node:path';
import { DELIMITERS } from '../answers/checks.ts';
import { UserError } from '../errors.ts';
import { applyDictionary, type Dictionary, describes } from '../inspect/dictionary.ts';
import { isFolder, kindOf } from '../inspect/kind.ts';
import { deriveSpec, profileTable, requireTarget, type TableProfile } from '../inspect/table.ts';
import { refuseUnfitMetric } from '../metrics.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';
import { progressLine } from '../show/progress.ts';
import type { TabularDraft, TabularSpec, Task } from '../spec.ts';
import { readSample, type Sample } from '../tree/sample.ts';
import { findDictionary, readNamed } from './dictionary.ts';
import { type ModelSource, readModelSource } from './model.ts';
import { relativePath } from './paths.ts';
import { refuseOfModels } from './unfit-flags.ts';

/** A table that was read. */
export interface Source {
  kind: 'tabular';
  profile: TableProfile;
  /** The table on this machine: a file, a folder or a glob. */
  path: string;
  sample: Sample | null;
  /** What the owner says of the columns. */
  dictionary: Dictionary | null;
  /** How long reading took. */
  seconds: number;
}

/** A table and what it means, given the answers so far. */
export interface Understood<Spec = TabularSpec> extends Source {
  spec: Spec;
}

/** What inspection is told, of the answers. */
export function inspectOptions(given: Partial<Answers>) {
  const { target, positive, type, include, exclude, split, metric, dateOrder } = given;
  return {
    target,
    task: tableTask(given.task),
    positive: positive ?? undefined,
    types: type,
    include,
    exclude,
    split,
    metric,
    dateOrder,
  };
}

function tableTask(task: Answers['task'] | undefined): Task | 'auto' | undefined {
  if (task === undefined || task === 'auto' || task === 'classification' || task === 'regression')
    return task;
  throw new UserError('bad-value', `--task ${task} is what a model is for; this is a table.`, {
    hint: 'Of a table it is classification, regression or auto.',
  });
}

/** How the file is to be read, where an answer says so; the rest is read off the file. */
export function readingOf({ delimiter, decimal, encoding, missing = [], header, sheet }: Partial<Answers>) {
  return {
    ...(delimiter && { delimiter: DELIMITERS[delimiter] ?? delimiter }),
    ...(decimal && { decimal: decimal === 'comma' ? (',' as const) : ('.' as const) }),
    ...(encoding && { encoding }),
    ...(missing.length > 0 && { missing }),
    ...(header !== undefined && header !== 'auto' && { header: Number(header) as 0 | 1 | 2 }),
    ...(sheet && { sheet }),
  };
}

/** Reads a table, with a progress line where that takes long. Throws UserError where it cannot be used. */
export async function readTable(
  session: Session,
  path: string,
  given: Partial<Answers>,
): Promise<Pick<Source, 'profile' | 'path' | 'seconds'>> {
  const progress = progressLine(process.stderr, `reading ${basename(path)}`, session);
  const start = performance.now();
  try {
    const options = { onProgress: progress.update, reading: readingOf(given) };
    const profile = await profileTable(path, options);
    return { profile, path, seconds: (performance.now() - start) / 1000 };
  } finally {
    progress.end();
  }
}

/** Reads what `given` names: a model, a table of the owner's and its dictionary, or a sample. */
export async function readSource(session: Session, given: Partial<Answers>): Promise<Source | ModelSource> {
  if (!given.sample) {
    const path = given.source ?? '';
    return isModel(path, given) ? readModelSource(session, path, null, given) : readOwn(session, path, given);
  }
  const templates = await session.loadTemplates();
  const sample = readSample(templates, given.sample);
  const path = templates.locate(`samples/${given.sample}/${sample.data}`);
  if (sample.kind === 'onnx') return readModelSource(session, path, sample, given);
  return {
    kind: 'tabular',
    ...(await readTable(session, path, given)),
    sample,
    dictionary: await readNamed(given),
  };
}

/** What a file is, its content says, whatever was answered; a folder may hold both, and then the answer counts. */
export function isModel(path: string, { kind }: Partial<Answers>): boolean {
  return kind === 'onnx' || (kindOf(path) === 'onnx' && (kind === undefined || !isFolder(path)));
}

/** A dictionary that nobody named is used where it lies beside the table and fits; `given` then names it. */
export async function readOwn(session: Session, path: string, given: Partial<Answers>): Promise<Source> {
  const source = { kind: 'tabular' as const, ...(await readTable(session, path, given)), sample: null };
  if (given.dictionary) return { ...source, dictionary: await readNamed(given) };
  const found = await findDictionary(session, source.profile.paths, (dictionary) =>
    describes(dictionary, deriveSpec(source.profile)),
  );
  if (found !== null) given.dictionary = found.path;
  return { ...source, dictionary: found?.dictionary ?? null };
}

/** Applies the answers so far; a sample answers what is not given. Throws UserError for answers that do not fit. */
export function understand(source: Source, given: Partial<Answers>): Understood<TabularDraft> {
  refuseOfModels(given, basename(source.path));
  const answers = { ...sampleAnswers(source.sample, given), ...given };
  const derived = deriveSpec(source.profile, inspectOptions(answers));
  const { dictionary, profile } = source;
  const spec = dictionary === null ? derived : applyDictionary(derived, dictionary, profile);
  if (spec.target !== null) refuseUnfitMetric(spec.metric, spec.target);
  return { ...source, spec };
}

/** What a sample knows of its target holds for its own target only. */
function sampleAnswers(sample: Sample | null, given: Partial<Answers>): Partial<Answers> {
  if (sample === null || (given.target ?? sample.target) !== sample.target) return {};
  const { target, task, positive } = sample;
  return { target, ...(task !== undefined && { task }), ...(positive !== undefined && { positive }) };
}

/**
 * What is understood in the end. An accepted suggestion is an answer like any other, so that the same answers always
 * give the same spec. The source's path is as seen from the product's folder; a sample's data lies in the product
 * itself. Throws UserError where nothing is known to be predicted.
 */
export function settle(before: Understood<TabularDraft>, given: Partial<Answers>, dir: string): Understood {
  const { target } = requireTarget(before.spec);
  const understood = understand(before, { ...given, target: target.column });
  const spec = requireTarget(understood.spec);
  const seen =
    before.sample === null ? relativePath(resolve(dir), before.path) : `data/${spec.source.fileName}`;
  return { ...understood, spec: { ...spec, source: { ...spec.source, path: seen } } };
}
