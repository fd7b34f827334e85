/**
 * The conversation: what kind, where is the data, what is predicted, change a column?, where to.
 *
 * A question is asked only where nothing answers it: no flag, no answers file, no `--yes` with a default.
 */
import { existsSync } from 'node:fs';
import { folderFromSource, unanswered } from '../answers/defaults.ts';
import { UserError } from '../errors.ts';
import { refuseObstacles } from '../inspect/onnx/runnable.ts';
import { type Answers, question } from '../questions.ts';
import type { Session } from '../session.ts';
import type { TabularDraft } from '../spec.ts';
import { checkPlace, recoverPlace } from '../write/index.ts';
import { ownersLicence } from '../write/licence.ts';
import type { Ask, PromptQuestion } from './adapter.ts';
import { changeColumns } from './columns.ts';
import { input } from './input.ts';
import { type ModelSource, settleModel, showModel, type UnderstoodModel, understandModel } from './model.ts';
import { askAboutModel } from './model-doubts.ts';
import { expectedAnswers } from './origin.ts';
import type { CreateRun } from './run.ts';
import { askAgain, showUnderstood } from './show.ts';
import { askSuggestions } from './suggestions.ts';
import { readSource, type Source, settle, type Understood, understand } from './understand.ts';

/** Fills `run.answers` and `run.understood`. Throws UserError for flags that do not fit the data. */
export async function converse(session: Session, run: CreateRun, ask: Ask): Promise<void> {
  const given = { ...run.given };
  const asks = session.interactive && run.options.yes !== true;
  const source = await askSource(session, given, ask);
  const understood =
    source.kind === 'onnx'
      ? await talkAboutModel(session, given, source, asks ? ask : null)
      : await talkAboutTable(session, given, source, asks ? ask : null, run.options.run === true);
  given.dir ??= asks ? await ask<string>(folderQuestion(given)) : folderFromSource(given);
  const licence = ownersLicence(checkPlace(given.dir));
  if (given.license === undefined && licence !== null) given.license = licence;
  run.understood =
    understood.kind === 'onnx'
      ? await settleModel(session, understood, given, given.dir)
      : settle(understood, given, given.dir);
  run.answers = completeAnswers(given, run.understood);
}

/** `ask` is null where nothing is asked. */
async function talkAboutTable(
  session: Session,
  given: Partial<Answers>,
  source: Source,
  ask: Ask | null,
  hurries: boolean,
): Promise<Understood<TabularDraft>> {
  let understood = understand(source, given);
  showUnderstood(session, understood);
  if (ask === null || source.sample !== null) return understood;
  if (given.target === undefined) understood = await askTarget(session, given, understood, ask);
  understood = await askSuggestions(session, given, understood, ask);
  return hurries ? understood : changeColumns(session, given, understood, ask);
}

async function talkAboutModel(
  session: Session,
  given: Partial<Answers>,
  source: ModelSource,
  ask: Ask | null,
): Promise<UnderstoodModel> {
  const understood = understandModel(source, given);
  showModel(session, understood);
  refuseObstacles(understood.spec.source.fileName, understood.spec.model);
  return ask === null || source.sample !== null ? understood : askAboutModel(session, given, understood, ask);
}

/** Asks for the data until it can be used; what a flag names is used or refused. */
async function askSource(session: Session, given: Partial<Answers>, ask: Ask): Promise<Source | ModelSource> {
  if (given.sample !== undefined || given.source !== undefined) return readSource(session, given);
  const { dictionary } = given;
  return askAgain(session, async () => {
    if (dictionary === undefined) delete given.dictionary;
    const place = await ask<string>(sourceQuestion(given));
    const isSample = question('sample').choices?.some(({ value }) => value === place) && !existsSync(place);
    given.source = isSample ? null : place;
    given.sample = isSample ? place : null;
    const source = await readSource(session, given);
    if (source.kind === 'onnx') understandModel(source, given);
    else understand(source, given);
    return source;
  });
}

async function askTarget(
  session: Session,
  given: Partial<Answers>,
  before: Understood<TabularDraft>,
  ask: Ask,
): Promise<Understood<TabularDraft>> {
  return askAgain(session, async () => {
    given.target = await ask<string>(targetQuestion(before.spec));
    const now = understand(before, given);
    if (given.target !== before.spec.target?.column) showUnderstood(session, now);
    return now;
  });
}

/** Every answer there is, with the default where nothing was given. */
function completeAnswers(given: Partial<Answers>, understood: Understood | UnderstoodModel): Answers {
  const dir = given.dir ?? folderFromSource(given);
  const { kind, spec } = understood;
  const predicted =
    spec.kind === 'onnx' ? {} : { target: spec.target.column, positive: spec.target.positive };
  return {
    ...unanswered(),
    ...expectedAnswers({ dir }, understood),
    ...given,
    dir,
    kind,
    source: given.source ?? null,
    sample: given.sample ?? null,
    ...predicted,
  };
}

/** People drag files into terminals, which quotes them. */
function sourceQuestion({ kind }: Partial<Answers>): PromptQuestion {
  const samples = question('sample')
    .choices?.map(({ value }) => value)
    .join(', ');
  const message = kind === 'onnx' ? 'Where is the model?' : question('source').message;
  return input('source', {
    message: `${message} (a file, a folder, or a sample: ${samples})`,
    filter: (text: string) => text.trim().replace(/^(['"])(.*)\1$/, '$2'),
  });
}

function targetQuestion(spec: TabularDraft): PromptQuestion {
  const names = spec.columns.map(({ name, field }) => ({ name: name === '' ? field : name, value: name }));
  return {
    type: 'select',
    name: 'answer',
    message: question('target').message ?? '',
    default: spec.target?.column,
    choices: names,
    pageSize: 12,
  };
}

function folderQuestion(given: Partial<Answers>): PromptQuestion {
  const validate = (text: string): true | string => {
    try {
      recoverPlace(text);
      checkPlace(text);
      return true;
    } catch (error) {
      if (error instanceof UserError) return `${error.message} ${error.hint ?? ''}`;
      throw error;
    }
  };
  return input('dir', { default: folderFromSource(given), validate });
}
