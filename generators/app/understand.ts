/** A source, or a sample, through inspection. */
import { basename, resolve } from 'node:path';
import { inspectTable } from '../inspect/table.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';
import { progressLine } from '../show/progress.ts';
import { readSample } from '../tree/sample.ts';
import { relativePath } from './origin.ts';
import type { Understood } from './run.ts';

/** What `inspectTable` is told, from the answers given so far. */
export function inspectOptions({ target, task, positive, type, include, exclude }: Partial<Answers>) {
  return {
    ...(target !== undefined && { target }),
    ...(task !== undefined && { task }),
    ...(positive !== undefined && positive !== null && { positive }),
    types: type ?? {},
    include: include ?? [],
    exclude: exclude ?? [],
  };
}

/** Inspects what `given` names. Throws UserError where it cannot be used. */
export async function understand(session: Session, given: Partial<Answers>): Promise<Understood> {
  const sample = given.sample ? readSample(await session.loadTemplates(), given.sample) : null;
  const path =
    sample === null
      ? resolve(given.source ?? '')
      : (await session.loadTemplates()).locate(`samples/${sample.id}/${sample.data}`);
  const options = inspectOptions({
    ...(sample !== null && { target: sample.target, ...ownPositive(sample, given) }),
    ...given,
  });
  const progress = progressLine(process.stderr, `reading ${basename(path)}`, session.paint);
  const start = performance.now();
  try {
    const spec = await inspectTable(path, { ...options, onProgress: progress.update });
    const seconds = (performance.now() - start) / 1000;
    return { spec, path, sample, seconds };
  } finally {
    progress.end();
  }
}

/** The sample's positive class holds for the sample's own target only. */
function ownPositive(sample: { target: string; positive?: string }, given: Partial<Answers>) {
  const own = given.target === undefined || given.target === sample.target;
  return own && sample.positive !== undefined ? { positive: sample.positive } : {};
}

/** With the source's path as seen from the product's folder; a sample's data lies in the product itself. */
export function placeSource(understood: Understood, dir: string): Understood {
  const { spec, sample, path } = understood;
  const seen = sample === null ? relativePath(resolve(dir), path) : `data/${spec.source.fileName}`;
  return { ...understood, spec: { ...spec, source: { ...spec.source, path: seen } } };
}
