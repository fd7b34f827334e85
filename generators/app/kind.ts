/** The first question. It stands alone so that it can be asked before anything is loaded that reads tables. */
import { type Answers, question } from '../questions.ts';
import type { Session } from '../session.ts';
import type { Ask } from './adapter.ts';
import type { CreateRun } from './run.ts';

/** Asks what kind of model it is, where nothing says so and the data is still to be named. */
export async function askKind(session: Session, { given, options }: CreateRun, ask: Ask): Promise<void> {
  const isAnswered = given.kind ?? given.source ?? given.sample;
  if (!session.interactive || options.yes === true || isAnswered !== undefined) return;
  const { message = '', choices = [], default: fallback } = question('kind');
  given.kind = await ask<Answers['kind']>({
    type: 'select',
    name: 'answer',
    message,
    default: fallback,
    choices: choices.map(({ value, label = value, coming }) => ({
      value,
      name: label,
      disabled: coming === true ? '(coming)' : false,
    })),
  });
}
