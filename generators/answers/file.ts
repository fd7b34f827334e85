/**
 * `--answers file.json`: every question's answer, by its id. The schema is derived from the same table.
 */
import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { type Answers, COLUMN_TYPES, QUESTIONS, type Question } from '../questions.ts';
import { didYouMeanSentence } from './suggest.ts';
import { checkColumnType, checkList, checkText, type Value } from './values.ts';

/** The JSON Schema (draft 2020-12) of an answers file. */
export function answersSchema(): object {
  const properties = productQuestions().map((question) => [question.id, schemaOf(question)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers for create-ml-product',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

function schemaOf(question: Question): object {
  const { description } = question;
  if (question.type === 'list') {
    const items = question.choices?.map(({ value }) => value);
    return { description, type: 'array', items: items === undefined ? { type: 'string' } : { enum: items } };
  }
  if (question.type === 'types') {
    return { description, type: 'object', additionalProperties: { enum: COLUMN_TYPES } };
  }
  if (question.type === 'choice') {
    const open = (question.choices ?? []).filter(({ coming }) => coming !== true).map(({ value }) => value);
    return { description, enum: [...open, ...Object.keys(question.aliases ?? {}), null] };
  }
  return { description, type: ['string', 'null'] };
}

/**
 * Reads and checks an answers file. A key whose value is null counts as not answered.
 *
 * Throws UserError `bad-answers`, naming the file and the key.
 */
export function readAnswersFile(path: string): Partial<Answers> {
  const where = `--answers ${path}`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError('bad-answers', `${where} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError('bad-answers', `${where} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  return checkAnswers(document, where);
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'reading it is not allowed';
  return (error as Error).message;
}

/** A parsed document → answers. Throws UserError `bad-answers` or `bad-value`, naming the key. */
export function checkAnswers(document: unknown, where: string): Partial<Answers> {
  if (!isObject(document))
    throw new UserError('bad-answers', `${where} must hold one object, {"target": …}.`);
  const questions = productQuestions();
  const answers = Object.entries(document).map(([key, value]): [string, Value | null] => {
    const question = questions.find(({ id }) => id === key);
    if (question === undefined) {
      const ids = questions.map(({ id }) => id);
      throw new UserError(
        'bad-answers',
        `${where} has the key "${key}", which no question has.${didYouMeanSentence(key, ids)}`,
        { hint: `Keys: ${ids.join(', ')}.` },
      );
    }
    return [key, value === null ? null : checkAnswer(question, value, `"${key}" in ${where}`)];
  });
  return Object.fromEntries(answers.filter(([, value]) => value !== null)) as Partial<Answers>;
}

function checkAnswer(question: Question, value: unknown, where: string): Value {
  if (question.type === 'list') {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
      return checkList(question, value, where);
    throw wrongType(where, 'a list of texts', value);
  }
  if (question.type === 'types') {
    if (!isObject(value)) throw wrongType(where, 'an object of column: type', value);
    const types = Object.entries(value).map(([column, type]) => [
      column,
      checkColumnType(String(type), `"${column}" of ${where}`),
    ]);
    return Object.fromEntries(types);
  }
  if (typeof value !== 'string') throw wrongType(where, 'a text', value);
  return checkText(question, value, where);
}

function wrongType(where: string, expected: string, found: unknown): UserError {
  return new UserError('bad-answers', `${where} must be ${expected}, but is ${JSON.stringify(found)}.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const productQuestions = (): Question[] => QUESTIONS.filter(({ scope }) => scope === 'product');
