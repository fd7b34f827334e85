/** Whether a file is an ONNX model, and what it is instead: judged by its content, whatever its name. */
import { statSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { Bytes } from './bytes.ts';
import { Damaged, fields } from './wire.ts';

const WANTED = 'Give the ONNX file itself, usually called model.onnx.';

/** Files that people mistake for ONNX models: how they begin, what they are, and what to do about it. */
const OTHERS: { starts: string; at?: number; what: string; hint: string }[] = [
  {
    starts: '\x1f\x8b',
    what: 'packed with gzip',
    hint: 'Unpack it first: gzip -d, then give what comes out.',
  },
  {
    starts: 'PK\x03\x04',
    what: 'a zip archive, as PyTorch (.pt, .pth), Keras (.keras) and others write their own formats',
    hint: 'Export the model with torch.onnx.export, tf2onnx or skl2onnx, or unpack the archive if it holds a model.onnx.',
  },
  {
    starts: 'TFL3',
    at: 4,
    what: 'a TensorFlow Lite model',
    hint: 'Convert it: python -m tf2onnx.convert --tflite …',
  },
  { starts: '\x89HDF', what: 'an HDF5 file, as Keras writes (.h5)', hint: 'Convert it with tf2onnx.' },
  {
    starts: 'ORTM',
    at: 4,
    what: "a model in ONNX Runtime's own format (.ort)",
    hint: 'Give the .onnx file that it was made from.',
  },
  {
    starts: '{"',
    at: 8,
    what: 'weights without a graph (.safetensors)',
    hint: 'Load them into their model, and export that with torch.onnx.export or optimum-cli export onnx.',
  },
  { starts: 'GGUF', what: 'a GGUF model', hint: WANTED },
  { starts: 'ustar', at: 257, what: 'a tar archive', hint: `Unpack it. ${WANTED}` },
  { starts: 'BZh', what: 'packed with bzip2', hint: 'Unpack it first.' },
  { starts: '\xfd7zXZ', what: 'packed with xz', hint: 'Unpack it first.' },
  { starts: '\x28\xb5\x2f\xfd', what: 'packed with zstandard', hint: 'Unpack it first.' },
  { starts: '7z\xbc\xaf', what: 'a 7z archive', hint: 'Unpack it first.' },
  { starts: '\x93NUMPY', what: 'a NumPy array (.npy)', hint: WANTED },
  { starts: 'PAR1', what: 'a Parquet table', hint: 'A table is of --kind tabular.' },
  { starts: '%PDF', what: 'a PDF document', hint: WANTED },
  { starts: '\x89PNG', what: 'a PNG picture', hint: WANTED },
  { starts: '\xff\xd8\xff', what: 'a JPEG picture', hint: WANTED },
  {
    starts: 'version https://git-lfs',
    what: 'a Git LFS pointer; the model itself was not downloaded',
    hint: 'Run git lfs pull and try again.',
  },
  {
    starts: '<',
    what: 'a web page or XML',
    hint: 'The link you saved probably led to a page about the file. Use its download button.',
  },
  { starts: '[', what: 'JSON', hint: 'A table in JSON is of --kind tabular.' },
  { starts: '{', what: 'JSON', hint: 'A table in JSON is of --kind tabular.' },
];
for (const protocol of '\x02\x03\x04\x05') {
  OTHERS.push({
    starts: `\x80${protocol}`,
    what: 'a Python pickle, as joblib and torch.save write',
    hint: 'Export the model with skl2onnx or torch.onnx.export; pickles are never opened here.',
  });
}

/** Whether the file reads as a model from its first to its last byte, its graph's inside left aside. */
export function isOnnx(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const bytes = new Bytes(path);
  try {
    const seen = new Set<string>();
    for (const { name } of fields(bytes, { start: 0, end: bytes.size }, 'ModelProto'))
      if (name !== null) seen.add(name);
    return seen.has('graph') && (seen.has('ir_version') || seen.has('opset_import'));
  } catch (error) {
    if (error instanceof Damaged) return false;
    throw error;
  } finally {
    bytes.close();
  }
}

/** What to say of a file that could not be read as a model. */
export function notOnnx(bytes: Bytes, name: string, fault: Damaged): UserError {
  if (bytes.size === 0)
    return new UserError('not-onnx', `${name} is empty.`, { hint: 'Download or export it again.' });
  const head = bytes.copy(0, 512).toString('latin1');
  const other = OTHERS.find(({ starts, at = 0 }) => head.startsWith(starts, at));
  if (other !== undefined)
    return new UserError('not-onnx', `${name} is ${other.what}, not an ONNX model.`, { hint: other.hint });
  const where = `at byte ${fault.position.toLocaleString('en-US')} of ${bytes.size.toLocaleString('en-US')}`;
  const begins = beginsLikeOnnx(bytes);
  if (begins && fault.cut)
    return new UserError('truncated', `${name} ends too early: ${where} it ${cutWords(fault)}.`, {
      hint: 'The download or copy was probably cut off. Fetch it again, and compare its size with the original.',
    });
  if (begins)
    return new UserError(
      'damaged',
      `${name} begins as an ONNX model, but is damaged ${where}: ${fault.message}.`,
      {
        hint: 'Fetch or export it again. python -c "import onnx; onnx.checker.check_model(\'model.onnx\')" is a second opinion.',
      },
    );
  return new UserError('not-onnx', `${name} is not an ONNX model: ${where} it is not what ONNX writes.`, {
    hint: WANTED,
  });
}

const cutWords = ({ message }: Damaged): string =>
  message.startsWith('announces') || message.startsWith('ends') ? message : `stops, and ${message}`;

/** Its first field is one of a model's, and the version in it a possible one. */
function beginsLikeOnnx(bytes: Bytes): boolean {
  const first = bytes.at(0);
  if (first === 0x08) return (bytes.at(1) ?? 0) > 0 && (bytes.at(1) ?? 0) < 64;
  return first === 0x3a || first === 0x42;
}
