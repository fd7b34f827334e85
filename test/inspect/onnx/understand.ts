import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  deriveOnnx,
  type OnnxAnswers,
  type OnnxDraft,
  readSource,
} from '../../../generators/inspect/onnx/derive.ts';
import { freshFolder } from '../../support/program.ts';
import { modelFile, type Parts } from './models.ts';

/** What is understood of a model in a folder of its own, with files beside it. */
export async function understand(
  parts: Parts,
  beside: Record<string, string | object> = {},
  answers: OnnxAnswers = {},
): Promise<OnnxDraft> {
  const folder = freshFolder();
  for (const [name, content] of Object.entries(beside)) {
    const isBytes = typeof content === 'string' || Buffer.isBuffer(content);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), isBytes ? content : JSON.stringify(content));
  }
  return deriveOnnx(await readSource(modelFile(folder, parts)), answers);
}
