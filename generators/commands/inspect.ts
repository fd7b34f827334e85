/** `inspect <source>`: what is understood of a table, and what it warns of. Writes nothing. */
import { basename } from 'node:path';
import type { CommandLine } from '../answers/argv.ts';
import { inspectOptions } from '../app/understand.ts';
import { UserError } from '../errors.ts';
import { inspectTable } from '../inspect/table.ts';
import type { Session } from '../session.ts';
import { progressLine } from '../show/progress.ts';
import { understoodLines } from '../show/understood.ts';
import type { TabularSpec } from '../spec.ts';

/** The document of `inspect --json`. */
export interface InspectDocument
  extends Pick<TabularSpec, 'kind' | 'task' | 'rows' | 'columns' | 'warnings'> {
  ok: true;
  source: Pick<TabularSpec['source'], 'path' | 'bytes' | 'format' | 'encoding' | 'delimiter'>;
  target: string;
}

/** Runs the command. Throws UserError. */
export async function inspect(session: Session, { words, given }: CommandLine): Promise<InspectDocument> {
  const [path, ...more] = words;
  if (path === undefined) {
    throw new UserError('missing-answers', 'What is to be inspected?', {
      hint: 'create-ml-product inspect orders.csv',
      missing: [{ flag: '<source>', question: 'Where is the data?' }],
    });
  }
  if (more.length > 0) {
    throw new UserError('stray-words', `One source is expected, but there is also: ${more.join(', ')}.`, {
      hint: 'A path with spaces stands in quotes.',
    });
  }
  const progress = progressLine(process.stderr, `reading ${basename(path)}`, session.paint);
  const start = performance.now();
  try {
    const spec = await inspectTable(path, { ...inspectOptions(given), onProgress: progress.update });
    const seconds = (performance.now() - start) / 1000;
    progress.end();
    session.print(['', ...understoodLines(spec, basename(path), seconds, session.paint), ''].join('\n'));
    return documentOf(spec, path);
  } finally {
    progress.end();
  }
}

function documentOf(
  { kind, source, task, target, rows, columns, warnings }: TabularSpec,
  path: string,
): InspectDocument {
  const { bytes, format, encoding, delimiter } = source;
  return {
    ok: true,
    kind,
    source: { path, bytes, format, encoding, delimiter },
    task,
    target: target.column,
    rows,
    columns,
    warnings,
  };
}
