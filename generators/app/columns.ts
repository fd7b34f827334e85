/** "Change a column?": its type, or whether the model gets it at all; as often as wanted. */
import { type Answers, COLUMN_TYPES } from '../questions.ts';
import type { Session } from '../session.ts';
import type { Column, ColumnType, TabularDraft } from '../spec.ts';
import type { Ask } from './adapter.ts';
import { showRefusal, showUnderstood } from './show.ts';
import { type Understood, understand } from './understand.ts';

type Change = ColumnType | 'leave-out' | 'bring-back';

/** Asks until nothing is to be changed. The answers in `given` are changed, as flags would have set them. */
export async function changeColumns(
  session: Session,
  given: Partial<Answers>,
  understood: Understood<TabularDraft>,
  ask: Ask,
): Promise<Understood<TabularDraft>> {
  let now = understood;
  while (
    await ask<boolean>({ type: 'confirm', name: 'change', message: 'Change a column?', default: false })
  ) {
    const column = await askColumn(now, ask);
    const changed = changedAnswers(given, column, await askChange(column, ask));
    try {
      now = understand(now, changed);
      Object.assign(given, changed);
      showUnderstood(session, now);
    } catch (error) {
      showRefusal(session, error);
    }
  }
  return now;
}

async function askColumn({ spec }: Understood<TabularDraft>, ask: Ask): Promise<Column> {
  const choices = spec.columns
    .filter(({ field }) => field !== spec.target?.field)
    .map((column) => ({
      name: `${column.name}   ${column.included ? column.type : 'left out'}`,
      value: column.name,
    }));
  const name = await ask<string>({
    type: 'select',
    name: 'column',
    message: 'Which one?',
    choices,
    pageSize: 12,
  });
  const found = spec.columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

async function askChange(column: Column, ask: Ask): Promise<Change> {
  const types = COLUMN_TYPES.filter((type) => type !== column.type).map((type) => ({
    name: `it is ${type === 'boolean' ? 'yes/no' : type}`,
    value: type,
  }));
  const use = column.included
    ? { name: 'leave it out', value: 'leave-out' }
    : { name: 'bring it back', value: 'bring-back' };
  return ask<Change>({
    type: 'select',
    name: 'change',
    message: `What about ${column.name}?`,
    choices: [use, ...types],
    pageSize: 12,
  });
}

function changedAnswers(
  { include = [], exclude = [], type = {}, ...rest }: Partial<Answers>,
  { name }: Column,
  change: Change,
): Partial<Answers> {
  const without = (names: string[]): string[] => names.filter((one) => one !== name);
  if (change === 'leave-out')
    return { ...rest, type, include: without(include), exclude: [...without(exclude), name] };
  return {
    ...rest,
    exclude: without(exclude),
    include: [...without(include), name],
    type: change === 'bring-back' ? type : { ...type, [name]: change },
  };
}
