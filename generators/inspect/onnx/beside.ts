/** Files that lie beside a model and say what the model itself cannot: names of classes, how pictures are prepared, the tokenizer. */
import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ModelFile, Warning } from '../../spec.ts';
import { Bytes } from './bytes.ts';
import { labelsFromJson, labelsFromPython, labelsFromText } from './labels.ts';
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
  /** What is wrong with files that could help, and that nothing stands or falls with. */
  warnings: Warning[];
  /** `preprocessor_config.json`: how pictures or sounds are prepared. */
  preprocessor: Json | null;
  /** `config.json` of Hugging Face. */
  config: Json | null;
  /** `1_Pooling/config.json` of Sentence Transformers: how the vectors of a text's tokens become one. */
  pooling: Json | null;
  /** The longest text in tokens, as the tokenizer's files say. */
  longest: number | null;
  /** `tokenizer_config.json`. */
  cutter: Json | null;
  /** A file of pieces of words, where there is no tokenizer.json that says how they are used. */
  pieces: string | null;
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
  ['id2label.json', 'labels'],
  ['config.json', 'config'],
  ['preprocessor_config.json', 'preprocessor'],
  ['processor_config.json', 'preprocessor'],
  ['tokenizer.json', 'tokenizer'],
  ['tokenizer_config.json', 'config'],
  ['sentence_bert_config.json', 'config'],
  ['1_Pooling/config.json', 'config'],
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
  const warnings: Warning[] = [];
  const at = (name: string): string | null => files.find((file) => file.name === name)?.path ?? null;
  const json = (name: string): Json | null => {
    const path = at(name);
    return path === null ? null : readJsonObject(path);
  };
  const config = json('config.json');
  const vocabulary = at('tokenizer.json') === null ? at('vocab.txt') : null;
  const lies = at('tokenizer.json');
  if (lies !== null) checkTokenizer(lies);
  const cutter = json('tokenizer_config.json');
  const made = vocabulary === null ? null : wordPieceTokenizer(readText(vocabulary), cutter);
  return {
    files,
    labels: labelsBeside(files, config, warnings),
    warnings,
    preprocessor: preprocessorIn(json('preprocessor_config.json') ?? json('processor_config.json')),
    config,
    pooling: json('1_Pooling/config.json'),
    longest: longestText(json('sentence_bert_config.json'), cutter),
    cutter,
    pieces: PIECES.find((name) => folders.some((place) => existsSync(join(place, name)))) ?? null,
    tokenizer: at('tokenizer.json') !== null || made !== null ? 'tokenizer.json' : null,
    made,
    rows: at('data.csv'),
    scaler: at('scaler.joblib') ?? at('scaler.pkl'),
  };
}

/** What tokenizers that are not fast are kept in: SentencePiece's models, and pairs of bytes. */
const PIECES = ['sentencepiece.bpe.model', 'spiece.model', 'tokenizer.model', 'spm.model', 'vocab.json'];

export const WRITE_TOKENIZER =
  'Put the tokenizer.json of the model into its folder: AutoTokenizer.from_pretrained("…").save_pretrained("…") writes one.';

/** What is missing where texts cannot be cut, and what lies there instead. */
export function withoutTokenizer({ pieces }: Beside): string {
  const missing = 'there is no tokenizer.json, and no vocab.txt of BERT, beside the model';
  return pieces === null ? missing : `${missing}: ${pieces} alone does not say how texts are cut`;
}

/** Tokenizers without a limit say 10^30. */
const NO_LIMIT = 1e6;

function longestText(sentences: Json | null, tokenizer: Json | null): number | null {
  const said = [sentences?.max_seq_length, tokenizer?.model_max_length];
  return (
    said.find((one): one is number => Number.isInteger(one) && Number(one) > 0 && Number(one) < NO_LIMIT) ??
    null
  );
}

/** Newer files keep it one level deeper, one for each kind of input. */
function preprocessorIn(file: Json | null): Json | null {
  const inner = file?.image_processor ?? file?.feature_extractor;
  return typeof inner === 'object' && inner !== null ? (inner as Json) : file;
}

/** A file of names that holds none is told; the model can be asked without. */
function labelsBeside(files: BesideFile[], config: Json | null, warnings: Warning[]): Beside['labels'] {
  for (const { role, path, name } of files) {
    if (role !== 'labels') continue;
    try {
      return { names: readLabels(path), from: name };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      warnings.push({ code: error.code, column: null, message: `${error.message} It is not used.` });
    }
  }
  const names = config === null ? null : labelsFromJson(config.id2label);
  const placeholders = names?.every((name, at) => name === `LABEL_${at}`) ?? true;
  return names === null || placeholders ? null : { names, from: 'config.json' };
}

/** A file of class names: lines, or JSON (a list, or numbers → names). @throws UserError */
export function readLabels(path: string): string[] {
  const name = basename(path);
  const text = readText(path);
  const names = /^\s*[[{]/.test(text) ? fromBrackets(text, name) : labelsFromText(text);
  if (names === null || names.length === 0)
    throw new UserError('bad-labels', `${name} holds no names of classes.`, {
      hint: 'One name a line, in the order of the model\'s outputs; or JSON: ["cat", "dog"] or {"0": "cat", "1": "dog"}.',
    });
  return names;
}

/** JSON, or what Python prints of a list or a dict. @throws UserError where it is neither */
function fromBrackets(text: string, name: string): string[] | null {
  try {
    return labelsFromJson(parse(text, name));
  } catch (error) {
    const names = labelsFromPython(text);
    if (names === null) throw error;
    return names;
  }
}

/** Whether it can be one, without reading what may be tens of megabytes. @throws UserError */
function checkTokenizer(path: string): void {
  const bytes = new Bytes(path);
  const ends = [bytes.copy(0, 64), bytes.copy(Math.max(0, bytes.size - 64), bytes.size)];
  bytes.close();
  const [head = '', tail = ''] = ends.map((part) =>
    part
      .toString('latin1')
      .replace(/^\xEF\xBB\xBF/, '')
      .trim(),
  );
  if (head.startsWith('{') && tail.endsWith('}')) return;
  throw new UserError('bad-json', `${basename(path)} beside the model is no JSON object, or was cut off.`, {
    hint: head.startsWith('version https://git-lfs')
      ? 'It is a Git LFS pointer: run git lfs pull.'
      : 'Fetch it again, or move it away if it belongs to something else.',
  });
}

function readJsonObject(path: string): Json {
  const value = parse(readText(path), basename(path));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UserError('bad-json', `${basename(path)} beside the model must hold one JSON object.`, {
    hint: 'Mend it, or move it away if it belongs to something else.',
  });
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
    return decoded(readFileSync(path));
  } catch (error) {
    throw new UserError('unreadable', `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** UTF-8, unless a mark or its bytes say that it is what Windows writes. */
function decoded(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
}
