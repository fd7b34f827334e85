/** Files that lie beside a model and say what the model itself cannot: names of classes, how pictures are prepared, the tokenizer. */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ModelFile } from '../../spec.ts';
import { labelsFromJson, labelsFromText } from './labels.ts';
import { wordPieceTokenizer } from './wordpiece.ts';

export interface BesideFile {
  path: string;
  name: string;
  bytes: number;
  role: ModelFile['role'];
}

type Json = Record<string, unknown>;

export interface Beside {
  files: BesideFile[];
  /** Names of the classes, and the file that has them. */
  labels: { names: string[]; from: string } | null;
  /** `preprocessor_config.json`: how pictures or sounds are prepared. */
  preprocessor: Json | null;
  /** `config.json` of Hugging Face. */
  config: Json | null;
  /** The name of the tokenizer in the product's `model/`. */
  tokenizer: string | null;
  /** A tokenizer.json, made from the vocab.txt where there is only that. */
  made: string | null;
  /** `data.csv`: rows to try. */
  rows: string | null;
  scaler: string | null;
}

/** Larger files of these names are something else. */
const MOST_BYTES = 64 << 20;

const NAMES: readonly (readonly [name: string, role: ModelFile['role']])[] = [
  ['labels.txt', 'labels'],
  ['labels.json', 'labels'],
  ['classes.txt', 'labels'],
  ['classes.json', 'labels'],
  ['config.json', 'config'],
  ['preprocessor_config.json', 'preprocessor'],
  ['tokenizer.json', 'tokenizer'],
  ['tokenizer_config.json', 'config'],
  ['vocab.txt', 'tokenizer'],
  ['scaler.joblib', 'scaler'],
  ['scaler.pkl', 'scaler'],
  ['data.csv', 'rows'],
];

/**
 * Looks in the model's folder, and above it where that is called `onnx`.
 *
 * @throws UserError where such a file cannot be read as what its name says
 */
export function readBeside(model: string): Beside {
  const folder = dirname(model);
  const folders = basename(folder) === 'onnx' ? [folder, dirname(folder)] : [folder];
  const files = NAMES.flatMap(([name, role]): BesideFile[] => {
    for (const place of folders) {
      const path = join(place, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isFile() && found.size <= MOST_BYTES) return [{ path, name, bytes: found.size, role }];
    }
    return [];
  });
  const at = (name: string): string | null => files.find((file) => file.name === name)?.path ?? null;
  const json = (name: string): Json | null => {
    const path = at(name);
    return path === null ? null : readJsonObject(path);
  };
  const config = json('config.json');
  const vocabulary = at('tokenizer.json') === null ? at('vocab.txt') : null;
  const lowercase = json('tokenizer_config.json')?.do_lower_case !== false;
  const made = vocabulary === null ? null : wordPieceTokenizer(readText(vocabulary), lowercase);
  return {
    files,
    labels: labelsBeside(files, config),
    preprocessor: json('preprocessor_config.json'),
    config,
    tokenizer: at('tokenizer.json') !== null || made !== null ? 'tokenizer.json' : null,
    made,
    rows: at('data.csv'),
    scaler: at('scaler.joblib') ?? at('scaler.pkl'),
  };
}

function labelsBeside(files: BesideFile[], config: Json | null): Beside['labels'] {
  const own = files.find(({ role }) => role === 'labels');
  if (own !== undefined) return { names: readLabels(own.path), from: own.name };
  const names = config === null ? null : labelsFromJson(config.id2label);
  const placeholders = names?.every((name, at) => name === `LABEL_${at}`) ?? true;
  return names === null || placeholders ? null : { names, from: 'config.json' };
}

/** A file of class names: lines, or JSON (a list, or numbers → names). @throws UserError */
export function readLabels(path: string): string[] {
  const name = basename(path);
  const text = readText(path);
  const names = /^\s*[[{]/.test(text) ? labelsFromJson(parse(text, name)) : labelsFromText(text);
  if (names === null || names.length === 0)
    throw new UserError('bad-labels', `${name} holds no names of classes.`, {
      hint: 'One name a line, in the order of the model\'s outputs; or JSON: ["cat", "dog"] or {"0": "cat", "1": "dog"}.',
    });
  return names;
}

function readJsonObject(path: string): Json {
  const value = parse(readText(path), basename(path));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UserError('bad-json', `${basename(path)} must hold one JSON object.`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError('bad-json', `${name} beside the model is not JSON: ${(error as Error).message}.`, {
      hint: 'Mend it, or move it away if it belongs to something else.',
      cause: error,
    });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UserError('unreadable', `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
