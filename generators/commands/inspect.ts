/** `inspect <source>`: what is understood of a table or a model, and what it warns of. Writes nothing. */
import type { CommandLine } from '../answers/argv.ts';
import { expandedPattern, isFile } from '../answers/pattern.ts';
import { readModelSource, showModel, understandModel } from '../app/model.ts';
import { showUnderstood } from '../app/show.ts';
import { isModel, readOwn, understand } from '../app/understand.ts';
import { UserError } from '../errors.ts';
import { type OnnxDocument, onnxJson } from '../inspect/onnx/json.ts';
import { type InspectDocument, inspectJson } from '../inspect/table.ts';
import type { Session } from '../session.ts';

/** Runs the command. Throws UserError. */
export async function inspect(
  session: Session,
  { words, given }: CommandLine,
): Promise<{ ok: true } & (InspectDocument | OnnxDocument)> {
  const [path, ...more] = words;
  if (path === undefined) {
    throw new UserError('missing-answers', 'What is to be inspected?', {
      hint: 'create-ml-product inspect orders.csv',
      missing: [{ flag: '<source>', question: 'Where is the data?' }],
    });
  }
  if (more.length > 0 && words.every(isFile)) throw expandedPattern(words, 'inspect ');
  if (more.length > 0) {
    throw new UserError('stray-words', `One source is expected, but there is also: ${more.join(', ')}.`, {
      hint: 'A path with spaces stands in quotes.',
    });
  }
  if (isModel(path, given)) {
    const model = understandModel(await readModelSource(session, path, null, given), given);
    showModel(session, model);
    return { ok: true, ...onnxJson(model.spec, model.open) };
  }
  const source = await readOwn(session, path, given);
  const understood = understand(source, given);
  showUnderstood(session, understood);
  return { ok: true, ...inspectJson(understood.spec) };
}
