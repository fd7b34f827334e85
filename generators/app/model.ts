/** A model in an ONNX file: read once, and understood anew whenever an answer changes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import {
  deriveOnnx,
  type OnnxAnswers,
  type OnnxDraft,
  type OnnxRead,
  placesOf,
  readSource,
} from '../inspect/onnx/derive.ts';
import { describesModel } from '../inspect/onnx/described.ts';
import { refuseObstacles } from '../inspect/onnx/runnable.ts';
import type { Answers } from '../questions.ts';
import type { Session } from '../session.ts';
import { modelLines } from '../show/model.ts';
import { progressLine } from '../show/progress.ts';
import { ONNX_TASKS, type OnnxSpec, type OnnxTask } from '../spec.ts';
import type { Sample } from '../tree/sample.ts';
import { findDictionary, readNamed } from './dictionary.ts';
import { relativePath } from './paths.ts';
import { refuseUnfit } from './unfit-flags.ts';

/** A model that was read. */
export interface ModelSource {
  kind: 'onnx';
  read: OnnxRead;
  /** As it was given, seen from here. */
  path: string;
  sample: Sample | null;
  /** How long reading took. */
  seconds: number;
}

/** A model and what it means, given the answers so far. */
export interface UnderstoodModel extends ModelSource, OnnxDraft {}

/**
 * Reads a model, and its dictionary of columns where `given` names one or one lies beside it; `given` then names it.
 *
 * @throws UserError where it cannot be used
 */
export async function readModelSource(
  session: Session,
  path: string,
  sample: Sample | null,
  given: Partial<Answers>,
): Promise<ModelSource> {
  const start = performance.now();
  const read = await readSource(path);
  const seconds = (performance.now() - start) / 1000;
  if (given.dictionary) read.dictionary = await readNamed(given);
  else if (sample === null && deriveOnnx(read).spec.task === 'tabular') {
    const { model } = read.file;
    const found = await findDictionary(session, [read.file.path], (one) => describesModel(one, model));
    if (found !== null) given.dictionary = found.path;
    read.dictionary = found?.dictionary ?? null;
  }
  return { kind: 'onnx', read, path, sample, seconds };
}

/** Applies the answers so far; a sample answers what is not given. @throws UserError for answers that do not fit */
export function understandModel(source: ModelSource, given: Partial<Answers>): UnderstoodModel {
  const answers = { ...source.sample?.answers, ...given };
  const derived = deriveOnnx(source.read, { ...answers, task: onnxTask(answers.task) });
  refuseUnfit(given, derived.spec);
  return { ...source, ...derived };
}

function onnxTask(task: Answers['task'] | undefined): OnnxAnswers['task'] {
  if (task === undefined || task === 'auto') return 'auto';
  const found = ONNX_TASKS.find((one): one is OnnxTask => one === task);
  if (found !== undefined) return found;
  throw new UserError('bad-value', `--task ${task} is what a table is for; this is a model.`, {
    hint: `Of a model it is one of: ${ONNX_TASKS.join(', ')}. A scorer of rows is tabular.`,
  });
}

export function showModel({ print, paint }: Session, { spec, open, sample, seconds }: UnderstoodModel): void {
  const name = sample === null ? spec.source.fileName : `${sample.title} (sample)`;
  print(['', ...modelLines(spec, open, name, seconds, paint), ''].join('\n'));
}

/** What is understood in the end: with the hash of every file, and paths as seen from the product's folder. */
export async function settleModel(
  session: Session,
  before: UnderstoodModel,
  given: Partial<Answers>,
  dir: string,
): Promise<UnderstoodModel> {
  const now = understandModel(before, given);
  refuseObstacles(now.spec.source.fileName, now.spec.model);
  const places = placesOf(now.read, now.spec);
  const hashes = await hashesOf(session, places, now.spec);
  const files = now.spec.source.files.map((file, at) => ({ ...file, sha256: hashes[at] ?? '' }));
  const path =
    now.sample === null ? relativePath(resolve(dir), now.path) : `model/${now.spec.source.fileName}`;
  const source = { ...now.spec.source, path, files, sha256: hashes[0] ?? '' };
  return { ...now, spec: { ...now.spec, source } };
}

async function hashesOf(session: Session, places: string[], { source }: OnnxSpec): Promise<string[]> {
  const progress = progressLine(process.stderr, `reading ${basename(source.fileName)}`, session);
  const hashes: string[] = [];
  let read = 0;
  try {
    for (const place of places) {
      const hash = createHash('sha256');
      for await (const piece of createReadStream(place, { highWaterMark: 1 << 20 })) {
        hash.update(piece as Buffer);
        read += (piece as Buffer).length;
        progress.update(read, source.bytes);
      }
      hashes.push(hash.digest('hex'));
    }
  } finally {
    progress.end();
  }
  return hashes;
}

/** Files that the product gets though nobody has them: a tokenizer made from its words. */
export function madeFiles({ read, spec }: UnderstoodModel): Record<string, string> {
  const { made } = read.beside;
  const tokenizer = spec.steps.text?.tokenizer;
  return made !== null && tokenizer ? { [tokenizer]: made } : {};
}

/** Where the files lie, in the order of `spec.source.files`. */
export const modelPlaces = ({ read, spec }: UnderstoodModel): string[] => placesOf(read, spec);
