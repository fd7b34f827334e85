/** "Change a column?": its type, or whether the model gets it at all; as often as wanted. */
import { type Answers, COLUMN_TYPES } from '../questions.ts';
import type { Session } from '../session.ts';
import type { Column, ColumnType, TabularDraft } from '../spec.ts';
import type { Ask } from './conversation.ts';
import { showUnderstood } from './show.ts';
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
    applyChange(given, column, await askChange(column, ask));
    now = understand(now, given);
    showUnderstood(session, now);
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

function applyChange(given: Partial<Answers>, { name }: Column, change: Change): void {
  const without = (names: string[] = []): string[] => names.filter((one) => one !== name);
  if (change === 'leave-out') {
    given.include = without(given.include);
    given.exclude = [...without(given.exclude), name];
  } else {
    given.exclude = without(given.exclude);
    given.include = [...without(given.include), name];
    if (change !== 'bring-back') given.type = { ...given.type, [name]: change };
  }
}
