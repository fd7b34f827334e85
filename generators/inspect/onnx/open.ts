/** A path → the model in it, with the files that hold its weights. Nothing is read but what describes the model. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep, win32 } from 'node:path';
import { isOfSystem, UserError } from '../../errors.ts';
import { Bytes } from './bytes.ts';
import { type ExternalData, type ReadModel, readModel } from './model.ts';
import { notOnnx } from './recognise.ts';
import { Damaged } from './wire.ts';

/** A file of weights as it lies beside the model. */
export interface WeightsFile {
  /** As the model names it, with `/`. */
  name: string;
  path: string;
  bytes: number;
}

export interface OnnxFile extends ReadModel {
  /** The model file itself. */
  path: string;
  name: string;
  /** Of the model file, without its weights. */
  bytes: number;
  weights: WeightsFile[];
}

/** Protobuf cannot hold more in one file. */
const MOST_BYTES = 2 ** 31;

/** @throws UserError: nothing there, several models, no ONNX, cut off, damaged, weights missing or outside the folder */
export function openOnnx(source: string): OnnxFile {
  const path = locateModel(source);
  const name = basename(path);
  const bytes = openBytes(path);
  try {
    const read = readModel(bytes);
    if (bytes.size > MOST_BYTES)
      throw new UserError('too-large', `${name} has ${bytes.size} bytes; protobuf ends at 2 GiB.`, {
        hint: 'Save it with its weights beside it: onnx.save(model, path, save_as_external_data=True).',
      });
    const weights = read.model.external.map((external) => locateWeights(external, path));
    return { ...read, path, name, bytes: bytes.size, weights };
  } catch (error) {
    if (error instanceof Damaged) throw notOnnx(bytes, name, error);
    throw error;
  } finally {
    bytes.close();
  }
}

function openBytes(path: string): Bytes {
  try {
    return new Bytes(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What the system says of a file, told; what it does not say is a defect of ours. */
function unreadable(path: string, error: unknown): unknown {
  if (!isOfSystem(error)) return error;
  const why = error.code === 'EACCES' ? 'reading it is not allowed' : error.message;
  return new UserError('unreadable', `${path} cannot be read: ${why}.`, {
    hint: 'Change its permissions, or copy it to a place of yours.',
    cause: error,
  });
}

const isAddress = (source: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(source);

/** The models of a folder, and of its `onnx/`, where Hugging Face keeps them. */
export function modelsIn(folder: string): string[] {
  return [folder, join(folder, 'onnx')].flatMap((place) => {
    if (!existsSync(place) || !statSync(place).isDirectory()) return [];
    const names = readdirSync(place).filter((name) => /\.onnx$/i.test(name) && !name.startsWith('.'));
    return names.sort().map((name) => join(place, name));
  });
}

function locateModel(source: string): string {
  try {
    return findModel(source);
  } catch (error) {
    throw unreadable(source, error);
  }
}

function findModel(source: string): string {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined)
    throw new UserError('source-missing', `There is no file ${source}.`, {
      hint: isAddress(source)
        ? 'Nothing is fetched from the web: download it, and give the file.'
        : 'The path is taken from the folder you are in.',
    });
  if (!found.isDirectory()) {
    if (found.isFile()) return source;
    throw new UserError('unreadable', `${source} is neither a file nor a folder.`);
  }
  const models = modelsIn(source);
  const [only, ...more] = models;
  if (only === undefined)
    throw new UserError('no-model', `There is no .onnx file in the folder ${source}.`, {
      hint: 'Give the file itself, whatever its name: its content says what it is.',
    });
  if (more.length > 0) {
    const names = models.slice(0, 8).map((path) => relative(source, path));
    throw new UserError(
      'several-models',
      `One model is expected, but ${source} holds ${models.length}: ${names.join(', ')}${models.length > 8 ? ' …' : ''}.`,
      { hint: `Name one of them: --source ${join(source, names[0] ?? '')}` },
    );
  }
  return only;
}

/**
 * Where weights lie. A model from somewhere else may name any path: only files below its own folder are read, or beside
 * the model where both are links, as Hugging Face's cache has them.
 *
 * @throws UserError
 */
function locateWeights({ location, bytes }: ExternalData, model: string): WeightsFile {
  const folder = dirname(model);
  const name = basename(model);
  const leaves =
    location === '' ||
    /[\\\0]/.test(location) ||
    isAbsolute(location) ||
    win32.isAbsolute(location) ||
    /^[A-Za-z]:/.test(location) ||
    location.split('/').includes('..');
  if (leaves) throw outside(name, location);
  const path = join(folder, location);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true)
    throw new UserError('weights-missing', `${name} keeps its weights in ${location}, which is not there.`, {
      hint: `Put that file at ${path}. Models of several files are moved and downloaded together.`,
    });
  const real = realpathSync(path);
  const isBeside = dirname(real) === dirname(realpathSync(model));
  if (!isBeside && !real.startsWith(realpathSync(folder) + sep))
    throw outside(name, `${location} (a link to ${real})`);
  if (found.size < bytes)
    throw new UserError(
      'truncated',
      `${location} has ${found.size} bytes, but ${name} reads up to byte ${bytes} of it.`,
      {
        hint: 'The download or copy was probably cut off, or it belongs to another model. Fetch both again.',
      },
    );
  return { name: relative(resolve(folder), resolve(path)).split(sep).join('/'), path, bytes: found.size };
}

function outside(name: string, location: string): UserError {
  return new UserError(
    'weights-outside',
    `${name} wants its weights from outside its folder: ${JSON.stringify(location).slice(1, -1).slice(0, 200)}. That is never read.`,
    {
      hint: 'Copy the files into one folder, and save the model again with a plain file name as the location.',
    },
  );
}
