/** Which kind of product a source makes: judged by its content. */
import { statSync } from 'node:fs';
import { modelsIn } from './onnx/open.ts';
import { isOnnx } from './onnx/recognise.ts';

/** A file that reads as a model or is called one, or a folder with such a file: a model. Everything else: a table. */
export function kindOf(path: string): 'tabular' | 'onnx' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return modelsIn(path).length > 0 ? 'onnx' : 'tabular';
  return /\.onnx(\.\w{2,4})?$/i.test(path) || (found?.isFile() === true && isOnnx(path)) ? 'onnx' : 'tabular';
}
