/**
 * A model and the files beside it → what a product is written from.
 *
 *     readSource   reads the model and what lies beside it, once
 *     deriveOnnx   applies answers to what was read; call it again when an answer changes
 */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ModelFile, OnnxSpec, OnnxTask, RowsSpec, Steps, Warning } from '../../spec.ts';
import type { Dictionary } from '../dictionary.ts';
import { type ColumnProfile, profileTable, type TableProfile } from '../profile.ts';
import { type Beside, readBeside, readLabels } from './beside.ts';
import { boxLabels, fitBoxes } from './boxes.ts';
import { describeRows } from './described.ts';
import { labelsFromMetadata } from './labels.ts';
import type { OnnxModel } from './model.ts';
import { type OnnxFile, openOnnx } from './open.ts';
import type { RowAnswers } from './row-target.ts';
import { rowsOf } from './rows.ts';
import { customOperators, obstacles } from './runnable.ts';
import { readScaler, type Scaler } from './scaler.ts';
import { classesOf, tellsScores } from './scores.ts';
import { type Guess, LEAVE_OUT, type StepAnswers } from './step-answers.ts';
import { isSequence, type Proposed, proposeSteps } from './steps.ts';
import { type Conclusion, concludeTask } from './task.ts';

export interface OnnxRead {
  /** As it was given: a file, or a folder with one model. */
  source: string;
  file: OnnxFile;
  beside: Beside;
  /** `data.csv` beside the model. */
  table: TableProfile | null;
  /** The owner's words for its columns. */
  dictionary: Dictionary | null;
}

export interface OnnxAnswers extends StepAnswers, RowAnswers {
  task?: OnnxTask | 'auto' | undefined;
  /** A file of names, or the names themselves with commas between. */
  labels?: string | null | undefined;
}

export interface OnnxDraft {
  spec: OnnxSpec;
  /** What is guessed and could be asked. */
  open: (Guess | 'labels')[];
}

/** @throws UserError where the model, or a file beside it that is needed, cannot be read */
export async function readSource(source: string): Promise<OnnxRead> {
  const file = openOnnx(source);
  const beside = readBeside(file.path);
  const table = beside.rows === null ? null : await tableBeside(beside.rows);
  return { source, file, beside, table, dictionary: null };
}

/** @throws UserError: what a table lacks is said as for any, but nobody needs one beside a model */
async function tableBeside(path: string): Promise<TableProfile> {
  try {
    return await profileTable(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = `Mend ${basename(path)} beside the model, or move it away: it is only needed for the names of columns.`;
    throw new UserError(error.code, error.message, { hint, cause: error });
  }
}

/** @throws UserError for answers that do not fit the model */
export function deriveOnnx(read: OnnxRead, answers: OnnxAnswers = {}): OnnxDraft {
  const { file, beside } = read;
  const asked = answers.task === undefined || answers.task === 'auto' ? null : answers.task;
  const labels = labelsOf(read, answers.labels ?? null);
  const warnings: Warning[] = [...obstacles(file.model), ...beside.warnings, ...labels.warnings];
  if (asked !== null) {
    const built = build(read, asked, labels.names, answers);
    const said = { task: asked, reason: 'you said so' };
    return draft(read, said, false, built, warnings);
  }
  const concluded = concludeTask(file, beside);
  try {
    return draft(read, concluded, true, build(read, concluded.task, labels.names, answers), warnings);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'bad-value' || concluded.task === 'tensor')
      throw error;
    warnings.push({
      code: 'as-tensors',
      column: null,
      message: `${error.message} So it is asked as tensors.${error.hint === LEAVE_OUT ? '' : ` ${error.hint}`}`,
    });
    const instead = {
      task: 'tensor' as const,
      reason: `${concluded.reason}, but that is not enough to go by`,
    };
    return draft(read, instead, true, build(read, 'tensor', labels.names, answers), warnings);
  }
}

interface Built extends Proposed {
  warnings: Warning[];
  rows: RowsSpec | null;
  labels: string[] | null;
}

function build(read: OnnxRead, task: OnnxTask, labels: string[] | null, answers: OnnxAnswers): Built {
  const { file, beside, table, dictionary } = read;
  const { steps, guesses } = proposeSteps(task, file, beside, answers);
  steps.model = `model/${file.name}`;
  if (task === 'tabular') {
    const { scaler, warnings } = scalerOf(read);
    const names = table === null ? (dictionary?.rows.map(({ column }) => column) ?? []) : namesIn(table);
    const bare = rowsOf(file, labels, { table, names }, scaler, answers);
    const own = bare.rows.target.classes;
    steps.output = { ...bare.output, labels: own === null ? null : LABELS };
    steps.rows = bare.steps;
    const told =
      dictionary === null ? { rows: bare.rows, warnings: [] } : describeRows(bare.rows, dictionary);
    return {
      steps,
      guesses,
      rows: told.rows,
      labels: own,
      warnings: [...warnings, ...bare.rows.warnings, ...told.warnings, ...unnamed(bare.rows, names)],
    };
  }
  const isNamed = NAMED.test(task) || steps.output?.shows === 'classes';
  const named = labels ?? (isScore(read, task) ? ['score'] : null);
  if (named !== null && steps.output !== undefined && isNamed && !isSequence(file.model, steps))
    steps.output.labels = LABELS;
  if (steps.output?.boxes) fitBoxes(file.model, steps.output, named, answers);
  const unused = `${dictionary?.name} describes columns; asked as ${task}, the model has none: it is not used.`;
  return {
    steps,
    guesses,
    rows: null,
    labels: steps.output?.labels ? boxLabels(file.model, steps.output, named) : null,
    warnings: [
      ...(steps.text?.pair ? [TWO_TEXTS] : []),
      ...(dictionary === null ? [] : [{ code: 'dictionary-unused', column: null, message: unused }]),
    ],
  };
}

/** Its columns, but for the numbers of rows that pandas writes before them. */
function namesIn({ columns, rows }: TableProfile): string[] {
  const isIndex = ({ first, nameless, name, distinct }: ColumnProfile): boolean =>
    first && distinct === rows && (nameless || /^unnamed/i.test(name));
  return columns.filter((column) => !isIndex(column)).map(({ name }) => name);
}

/** What is said where the owner's names are those of other columns than the model takes. */
function unnamed({ features }: RowsSpec, names: string[]): Warning[] {
  if (names.length === 0 || features.some(({ column }) => names.includes(column))) return [];
  const message = `The table beside the model has ${names.length} columns, but the model takes ${features.length}: its names are not used.`;
  return [{ code: 'names-unfit', column: null, message }];
}

/** One number about a text, which no file names. */
const isScore = ({ file, beside }: OnnxRead, task: OnnxTask): boolean =>
  task === 'text-classification' && tellsScores(beside) && (classesOf(file.model.outputs) ?? 1) === 1;

const TWO_TEXTS: Warning = {
  code: 'two-texts',
  column: null,
  message:
    'It is asked with two texts, since its classes or its name in config.json are about two: "pair" in contract/steps.json says otherwise.',
};

/** Tasks whose answers have names. */
const NAMED = /classification|detection|audio/;

/** The scaler beside the model, where it has a number for each of its numbers. */
function scalerOf({ beside, file: { model } }: OnnxRead): { scaler: Scaler | null; warnings: Warning[] } {
  if (beside.scaler === null) return { scaler: null, warnings: [] };
  const warn = (message: string) => ({
    scaler: null,
    warnings: [{ code: 'scaler', column: null, message }],
  });
  const found = readScaler(beside.scaler);
  if (typeof found === 'string') return warn(found);
  const numeric = model.inputs.filter(({ type }) => type !== 'string' && type !== 'bool');
  const width = model.inputs.length === 1 ? (model.inputs[0]?.shape?.[1] ?? null) : numeric.length;
  const { length } = found.numbers.mean;
  if (length === width) return { scaler: found, warnings: [] };
  return warn(
    `The scaler beside the model is for ${length} columns, but the model takes ${width}: it is not used.`,
  );
}

/** Where the names of classes lie in the product, whatever they were read from. */
const LABELS = 'model/labels.txt';

function draft(
  read: OnnxRead,
  { task, reason }: Conclusion,
  suggested: boolean,
  { steps, guesses, rows, labels, warnings: ofSteps }: Built,
  warnings: Warning[],
): OnnxDraft {
  const { file, source } = read;
  const spec: OnnxSpec = {
    kind: 'onnx',
    source: {
      path: source,
      fileName: file.name,
      bytes: totalBytes(file),
      sha256: '',
      files: filesOf(read, steps),
    },
    model: file.model,
    task,
    reason,
    suggested,
    steps,
    labels,
    rows,
    warnings: [...warnings, ...ofSteps, ...customWarnings(file)],
  };
  const wantsLabels = labels === null && NAMED.test(task) && !isSequence(file.model, steps);
  return { spec, open: [...guesses, ...(wantsLabels ? (['labels'] as const) : [])] };
}

/** What lies in the product's `model/`: the model, its weights, and what running it needs. */
function filesOf({ file, beside }: OnnxRead, steps: Steps): ModelFile[] {
  const model = { name: file.name, bytes: file.bytes, sha256: '', role: 'model' as const };
  const weights = file.weights.map(({ name, bytes }) => ({
    name,
    bytes,
    sha256: '',
    role: 'weights' as const,
  }));
  const needed = beside.files.filter(({ role }) =>
    role === 'tokenizer'
      ? steps.text !== undefined
      : role === 'rows' || (role !== 'labels' && role !== 'scaler'),
  );
  const others = needed.map(({ name, bytes, role }) => ({ name, bytes, sha256: '', role }));
  return [model, ...weights, ...others];
}

/** Where the files of `source.files` lie on this machine, in the same order. */
export function placesOf({ file, beside }: OnnxRead, { source }: OnnxSpec): string[] {
  return source.files.map(({ name, role }) => {
    if (role === 'model') return resolve(file.path);
    if (role === 'weights') return resolve(dirname(file.path), name);
    return resolve(beside.files.find((one) => one.name === name)?.path ?? basename(name));
  });
}

function customWarnings({ model }: OnnxFile): Warning[] {
  return Object.entries(customOperators(model)).map(([domain, names]) => {
    const named = `${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`;
    return {
      code: 'custom-operators',
      column: null,
      message: `It uses operators beyond ONNX's own, of ${domain}: ${named}.`,
    };
  });
}

const totalBytes = ({ bytes, weights }: OnnxFile): number =>
  weights.reduce((sum, one) => sum + one.bytes, bytes);

/** Names of classes: what an answer says, then what lies beside the model, then the model's own metadata. */
function labelsOf(
  { file: { model }, beside }: OnnxRead,
  asked: string | null,
): { names: string[] | null; warnings: Warning[] } {
  const count = classesOf(model.outputs);
  const unfit = (names: string[]): boolean => count !== null && count > 1 && names.length !== count;
  if (asked) {
    const names = labelsIn(asked);
    if (unfit(names))
      throw new UserError(
        'bad-value',
        `--labels has ${names.length} names, but the model answers with ${count} classes.`,
        {
          hint: 'One name for each of its outputs, in their order.',
        },
      );
    return { names, warnings: [] };
  }
  const found = beside.labels ?? fromMetadata(model.metadata) ?? fromClassifier(model);
  if (found === null || !unfit(found.names)) return { names: found?.names ?? null, warnings: [] };
  const written = found.names.filter((name) => name !== '');
  if (!unfit(written)) return { names: written, warnings: [] };
  const message = `${found.from} has ${found.names.length} names, but the model answers with ${count} classes: they are not used.`;
  return { names: null, warnings: [{ code: 'labels-unfit', column: null, message }] };
}

function fromMetadata(metadata: Record<string, string>): Beside['labels'] {
  const names = labelsFromMetadata(metadata);
  return names === null ? null : { names, from: "The model's metadata" };
}

function fromClassifier({ classes }: OnnxModel): Beside['labels'] {
  return classes === null ? null : { names: classes, from: 'Its classifier' };
}

/** `labels.txt`, or `cat,dog`. */
function labelsIn(asked: string): string[] {
  if (statSync(asked, { throwIfNoEntry: false })?.isFile()) return readLabels(asked);
  const names = asked.split(',').map((name) => name.trim());
  if (names.length > 1 && names.every((name) => name !== '')) return names;
  throw new UserError(
    'bad-value',
    `--labels is ${JSON.stringify(asked)}, which is no file, and not several names.`,
    {
      hint: 'For example --labels labels.txt, or --labels cat,dog.',
    },
  );
}
