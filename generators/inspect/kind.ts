/** Which kind of product a source makes: judged by its content. */
import { statSync } from 'node:fs';
import { isOfSystem } from '../errors.ts';
import { modelsIn } from './onnx/open.ts';
import { isOnnx } from './onnx/recognise.ts';

/** How files of models are called, those too that are no ONNX: what to do about them is said where models are read. */
const MODEL = /\.(onnx(\.\w{2,4})?|ort|pt|pth|ckpt|keras|tflite|safetensors|gguf|pb)$/i;

/** A file that reads as a model or is called one, or a folder with such a file: a model. Everything else: a table. */
export function kindOf(path: string): 'tabular' | 'onnx' {
  try {
    if (isFolder(path)) return modelsIn(path).length > 0 ? 'onnx' : 'tabular';
    return MODEL.test(path) || isOnnx(path) ? 'onnx' : 'tabular';
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return MODEL.test(path) ? 'onnx' : 'tabular'; // why it cannot be read is said by whoever reads it
  }
}

/** Whether there is a folder to be seen at `path`. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return false;
  }
}
