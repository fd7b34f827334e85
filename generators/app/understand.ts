/** A source, or a sample: read once, and understood anew whenever an answer changes. */
import { basename, resolve } from 'node:path';
import { deriveSpec, profileTable, requireTarget, type TableProfile } from '../inspect/table.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';
import { progressLine } from '../show/progress.ts';
import type { TabularDraft, TabularSpec } from '../spec.ts';
import { readSample, type Sample } from '../tree/sample.ts';
import { relativePath } from './paths.ts';

/** A table that was read. */
export interface Source {
  profile: TableProfile;
  /** The table on this machine. */
  path: string;
  sample: Sample | null;
  /** How long reading took. */
  seconds: number;
}

/** A table and what it means, given the answers so far. */
export interface Understood<Spec = TabularSpec> extends Source {
  spec: Spec;
}

/** What inspection is told, of the answers. */
export function inspectOptions({ target, task, positive, type, include, exclude }: Partial<Answers>) {
  return { target, task, positive: positive ?? undefined, types: type, include, exclude };
}

/** Reads a table, with a progress line where that takes long. Throws UserError where it cannot be used. */
export async function readTable(session: Session, path: string): Promise<Omit<Source, 'sample'>> {
  const progress = progressLine(process.stderr, `reading ${basename(path)}`, session);
  const start = performance.now();
  try {
    const profile = await profileTable(path, {
      onProgress: progress.update,
    });
    return { profile, path, seconds: (performance.now() - start) / 1000 };
  } finally {
    progress.end();
  }
}

/** Reads what `given` names: a table of the owner's, or a sample. */
export async function readSource(session: Session, given: Partial<Answers>): Promise<Source> {
  if (!given.sample) return { ...(await readTable(session, resolve(given.source ?? ''))), sample: null };
  const templates = await session.loadTemplates();
  const sample = readSample(templates, given.sample);
  return {
    ...(await readTable(session, templates.locate(`samples/${given.sample}/${sample.data}`))),
    sample,
  };
}

/** Applies the answers so far; a sample answers what is not given. Throws UserError for answers that do not fit. */
export function understand(source: Source, given: Partial<Answers>): Understood<TabularDraft> {
  const answers = { ...sampleAnswers(source.sample, given), ...given };
  return { ...source, spec: deriveSpec(source.profile, inspectOptions(answers)) };
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
