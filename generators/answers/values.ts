/**
 * Text → a value of a question, checked. Flags, `--answers` and prompts all come through here.
 */
import { UserError } from '../errors.ts';
import { COLUMN_TYPES, flagOf, type Question } from '../questions.ts';
import type { ColumnType } from '../spec.ts';
import { didYouMeanSentence } from './suggest.ts';

export type Value = string | boolean | string[] | Record<string, ColumnType>;

/** Checks one text or choice. Throws UserError `bad-value`, naming `where` (a flag, or a key of the answers file). */
export function checkText(question: Question, typed: string, where = flagOf(question)): string {
  const text = question.aliases?.[typed.toLowerCase()] ?? typed;
  if (question.type === 'choice') return checkChoice(question, text, where);
  const wrong = question.validate?.(text) ?? null;
  if (wrong !== null) throw new UserError('bad-value', `${where} is ${JSON.stringify(text)}, but ${wrong}.`);
  return text;
}

/** Checks the items of a list, which are named once each. Throws UserError `bad-value`. */
export function checkList(question: Question, items: readonly string[], where = flagOf(question)): string[] {
  const checked =
    question.choices === undefined ? items : items.map((it) => checkChoice(question, it, where));
  return [...new Set(checked)];
}

function checkChoice(question: Question, text: string, where: string): string {
  const choices = question.choices ?? [];
  const chosen = choices.find(({ value }) => value === text);
  const open = choices.filter(({ coming }) => coming !== true).map(({ value }) => value);
  if (chosen?.coming === true) {
    throw new UserError('not-yet', `${where} ${text} is not in this version. It knows: ${open.join(', ')}.`);
  }
  if (chosen === undefined) {
    throw new UserError(
      'bad-value',
      `${where} cannot be ${JSON.stringify(text)}.${didYouMeanSentence(text, open)}`,
      { hint: `It is one of: ${open.join(', ')}.` },
    );
  }
  return text;
}

/** `a,"b, c",d` → a · b, c · d. Quotes make a comma part of the name; `""` inside them is one quote. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '"' && quoted && text.charAt(i + 1) === '"') {
      item += '"';
      i++;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === ',' && !quoted) {
      items.push(item);
      item = '';
    } else item += letter;
  }
  items.push(item);
  return items.map((one) => one.trim()).filter((one) => one !== '');
}

/** `age=integer` → {age: 'integer'}; the last `=` separates, so a column may hold one. */
export function parseTypes(texts: readonly string[], where: string): Record<string, ColumnType> {
  const entries = texts.flatMap(splitList).map((text): [string, ColumnType] => {
    const at = text.lastIndexOf('=');
    if (at < 1) {
      throw new UserError('bad-value', `${where} ${text} is not column=type.`, {
        hint: `For example ${where} zip=category. Types: ${COLUMN_TYPES.join(', ')}.`,
      });
    }
    return [text.slice(0, at), checkColumnType(text.slice(at + 1), `${where} ${text.slice(0, at)}`)];
  });
  return Object.fromEntries(entries);
}

/** A name of a column type. Throws UserError `bad-value`. */
export function checkColumnType(text: string, where: string): ColumnType {
  const found = COLUMN_TYPES.find((type) => type === text);
  if (found !== undefined) return found;
  throw new UserError(
    'bad-value',
    `${where} cannot be ${JSON.stringify(text)}.${didYouMeanSentence(text, COLUMN_TYPES)}`,
    { hint: `Types: ${COLUMN_TYPES.join(', ')}.` },
  );
}
