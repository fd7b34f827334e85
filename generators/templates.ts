/**
 * Where templates come from: the folder in a checkout, the packed archive in the published package.
 *
 * Both give the same bytes; `tree/` sees only this interface.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Templates {
  /** Every file under `templates/`, sorted, with `/`: `base/package.json`, `samples/penguins/sample.json`. */
  readonly paths: readonly string[];
  /** The bytes of one of them. */
  read(path: string): Buffer;
  /** Renders a `.hbs` file: no escaping, an unknown variable throws. Helpers are plain functions; there are no partials. */
  render(path: string, context: object, helpers?: Helpers): string;
  /** 0o755 for what is executable in `templates/`, else 0o644. */
  mode(path: string): 0o644 | 0o755;
  /** A real path on disk; only for the data of samples (tables, models), inspected and copied like any other source. */
  locate(path: string): string;
}

/** Functions a template may call by name: values in, text out. The last value is Handlebars' own options object. */
export type Helpers = Record<string, (...values: never[]) => unknown>;

/** What a checkout holds but a template is not: caches and things installed while somebody worked in there. */
const NOT_TEMPLATES = new Set([
  'node_modules',
  '__pycache__',
  '.venv',
  '.venv-serving',
  '.pytest_cache',
  '.ruff_cache',
  '.mypy_cache',
  '.DS_Store',
]);

/** All files below `root`, sorted by code unit so that every platform sees the same order. */
export function listTemplates(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (NOT_TEMPLATES.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** Only text with an executable's first line is executable; a file system without modes must not change a product. */
export function templateMode(content: Buffer): 0o644 | 0o755 {
  return content.subarray(0, 2).toString('latin1') === '#!' ? 0o755 : 0o644;
}

/** Templates read from a folder, rendered by interpreting them. Development and tests only. */
export async function folderTemplates(root: string): Promise<Templates> {
  const { default: Handlebars } = await import('handlebars');
  const engine = Handlebars.create();
  const paths = listTemplates(root);
  if (!statSync(root).isDirectory()) throw new Error(`${root} is not a folder`);
  const read = (path: string): Buffer => readFileSync(join(root, path));
  return {
    paths,
    read,
    mode: (path) => templateMode(read(path)),
    locate: (path) => join(root, path),
    render: (path, context, helpers) =>
      engine.compile(read(path).toString('utf8'), { noEscape: true, strict: true })(context, { helpers }),
  };
}
