/** What the product keeps about its birth: the answers and the command that writes it again. */
import { basename, dirname, resolve } from 'node:path';
import { type Expected, npmCommand } from '../answers/command.ts';
import { nameFromFolder, titleFromFolder } from '../answers/defaults.ts';
import { isFile } from '../answers/pattern.ts';
import { kindOf } from '../inspect/kind.ts';
import { type Answers, QUESTIONS } from '../questions.ts';
import type { OnnxSpec, OnnxTask } from '../spec.ts';
import type { Origin, ProductAnswers } from '../tree/product.ts';
import { VERSION } from '../version.ts';
import { madeFiles, modelPlaces, type UnderstoodModel } from './model.ts';
import { relativePath } from './paths.ts';
import type { Understood } from './understand.ts';

export function productAnswers(answers: Answers): ProductAnswers {
  const { name, title, description, author, license, sample, deploy } = answers;
  return { name, title, description, author, license, sample, deploy };
}

/** Everything is said from the folder that holds the product, so that no path of this machine gets into it. */
export function originOf(answers: Answers, understood: Understood | UnderstoodModel): Origin {
  const target = resolve(answers.dir);
  const dir = basename(target);
  const source = answers.source === null ? null : relativePath(dirname(target), answers.source);
  const { dictionary: named } = answers;
  const dictionary = named === null || named === 'none' ? named : relativePath(dirname(target), named);
  const { labels } = answers;
  const names = labels !== null && isFile(labels) ? relativePath(dirname(target), labels) : labels;
  const portable = { ...answers, dir, source, dictionary, labels: names };
  return {
    version: VERSION,
    command: npmCommand(portable, expectedAnswers(portable, understood)),
    answers: keptAnswers(portable),
    data: understood.kind === 'onnx' ? modelPlaces(understood) : understood.profile.paths,
    ...(understood.kind === 'onnx' && { made: madeFiles(understood) }),
  };
}

/** In the order of the table, whatever order they were given in; the folder is not the product's to know. */
function keptAnswers(answers: Answers): Record<string, unknown> {
  const kept = QUESTIONS.filter(({ scope, id }) => scope === 'product' && id !== 'dir');
  return Object.fromEntries(kept.map(({ id }) => [id, answers[id as keyof Answers]]));
}

/** The same command as it is typed in the current folder. */
export function commandFromHere(answers: Answers, understood: Understood | UnderstoodModel): string {
  return npmCommand(answers, expectedAnswers(answers, understood));
}

/** What would be answered without a flag. A sample's target needs no flag; that of other data is always said. */
export function expectedAnswers(
  answers: Pick<Answers, 'dir'>,
  understood: Understood | UnderstoodModel,
): Expected {
  const folder = basename(resolve(answers.dir));
  const { sample } = understood;
  const positive = understood.kind === 'onnx' ? undefined : { positive: understood.spec.target.positive };
  const suggested = {
    name: nameFromFolder(folder),
    ...positive,
    task: 'auto' as const,
    license: 'MIT' as const,
  };
  if (sample !== null) {
    const { title, description, target } = sample;
    return { ...suggested, title, description, ...(target && { target }), kind: sample.kind ?? 'tabular' };
  }
  const title = titleFromFolder(folder);
  const kind = kindOf(understood.path);
  return { ...suggested, title, description: description(understood), kind };
}

/** Its first sentence is the title of the page. */
function description({ spec }: Understood | UnderstoodModel): string {
  const rows = spec.kind === 'onnx' ? spec.rows : spec;
  if (rows !== null) return `Predicts ${rows.target.label} from ${rows.features.length} columns.`;
  const { task, source } = spec as OnnxSpec;
  return `${ASKED[task]} Answered by ${source.fileName}.`;
}

/** What each task is asked; a row of columns is described by them. */
const ASKED: Record<OnnxTask, string> = {
  'image-classification': 'What is in the picture?',
  'object-detection': 'What is where in the picture?',
  'image-to-image': 'What becomes of the picture?',
  tabular: 'What follows from a row?',
  'text-classification': 'What kind of text is it?',
  'token-classification': 'What does the text name?',
  embedding: 'How alike are they?',
  audio: 'What is heard?',
  tensor: 'What follows from these tensors?',
};
