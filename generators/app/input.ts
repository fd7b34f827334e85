/** A question of the table as a prompt for one line, with its check. */
import { checkText } from '../answers/values.ts';
import { type Question, question } from '../questions.ts';
import type { PromptQuestion } from './adapter.ts';

export function input(id: Question['id'], extra: object = {}): PromptQuestion {
  const asked = question(id);
  const validate = (text: string): true | string => {
    try {
      checkText(asked, text);
      return true;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { type: 'input', name: 'answer', message: asked.message ?? id, validate, ...extra };
}
