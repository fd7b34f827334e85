/**
 * The Yeoman generator that creates a product: prompting → writing → commit.
 *
 * Yeoman runs every method without a leading underscore, in the order of its queues. Files go through mem-fs;
 * Yeoman's conflicter and installer stay out: `write/` puts all files on the disk, or none.
 */
import { join } from 'node:path';
import Generator from 'yeoman-generator';
import type { Session } from '../session.ts';
import type { Tree, TreeFile } from '../tree/tree.ts';
import { VERSION } from '../version.ts';
import { checkPlace, planned, recoverPlace, write } from '../write/index.ts';
import type { Place } from '../write/place.ts';
import type { Ask, TerminalAdapter } from './adapter.ts';
import { askKind } from './kind.ts';
import type { CreateRun } from './run.ts';

interface Options {
  session: Session;
  run: CreateRun;
}

export default class CreateGenerator extends Generator {
  readonly #session: Session;
  readonly #run: CreateRun;

  constructor(args: string[], options: Options) {
    super(
      args,
      options as never,
      {
        customInstallTask: true,
        disableInGeneratorOptionsSupport: true,
        customCommitTask: () => this._commit(),
      } as never,
    );
    this.#session = options.session;
    this.#run = options.run;
  }

  async prompting(): Promise<void> {
    await askKind(this.#session, this.#run, this._ask);
    const { converse } = await import('../work.ts');
    await converse(this.#session, this.#run, this._ask);
  }

  async writing(): Promise<void> {
    const { understood, answers } = this.#run;
    if (understood === undefined || answers === undefined) return;
    const { checkDeployName, compose, originOf, productAnswers } = await import('../work.ts');
    const templates = await this.#session.loadTemplates();
    checkDeployName(answers, templates);
    const origin = originOf(answers, understood);
    const tree = compose(understood.spec, productAnswers(answers), templates, origin);
    for (const file of tree.values()) {
      const bytes = Buffer.isBuffer(file.content) ? file.content : Buffer.alloc(0);
      this.fs.write(join(answers.dir, file.path), bytes, { metadata: { ...file } });
    }
  }

  /** All pending files go, at once, to the only code that touches the disk. */
  async _commit(): Promise<void> {
    const { answers, options } = this.#run;
    if (answers === undefined) return;
    if (options.dryRun !== true) recoverPlace(answers.dir);
    const place = checkPlace(answers.dir);
    const tree = this._pending();
    this.#run.planned = planned(place, tree);
    if (options.dryRun === true) return;
    if (!(await this._mayWrite(place))) return;
    const start = performance.now();
    const written = await write(place, tree, { git: options.git !== false, version: VERSION });
    this.#run.written = { ...written, seconds: (performance.now() - start) / 1000 };
  }

  /** The last question. By flags alone nobody needs to be asked: the folder was named on purpose. */
  async _mayWrite(place: Place): Promise<boolean> {
    const { options, planned: files = [], answers } = this.#run;
    if (!this.#session.interactive || options.yes === true || options.run === true) return true;
    const keeps = place.kind === 'existing' ? ', beside what is there' : '';
    const message = `Write ${files.length} files to ${showFolder(answers?.dir ?? '')}${keeps}?`;
    return this._ask({ type: 'confirm', name: 'write', message, default: true });
  }

  readonly _ask: Ask = async (question) => {
    const adapter = this.env.adapter as unknown as TerminalAdapter;
    const answers = await adapter.prompt<Record<string, never>>([question]);
    return answers[question.name] as never;
  };

  _pending(): Tree {
    const files = this.env.sharedFs.all() as unknown as { editorMetadata?: TreeFile }[];
    return new Map(files.flatMap(({ editorMetadata: file }) => (file ? [[file.path, file] as const] : [])));
  }

  /** Yeoman would read package.json of the current folder for a name; it may be broken, and is none of ours. */
  override determineAppname(): string {
    return 'create-ml-product';
  }

  override rootGeneratorName(): string {
    return 'create-ml-product';
  }

  override rootGeneratorVersion(): string {
    return VERSION;
  }
}

function showFolder(dir: string): string {
  return /^[./\\~]|^[A-Za-z]:/.test(dir) ? dir : `./${dir}`;
}
