/** What a kind and a way of asking add to a product beyond the folders that are copied: files made from the spec. */
import type { ModelSpec, OnnxSpec, RowsSpec, TabularSpec } from '../spec.ts';
import { contractContext } from './contract.ts';
import { cellsFile, settingsFile, sourceFile, tableRows, toJson } from './data.ts';
import type { Product } from './product.ts';

export interface KindFiles {
  /** Path in the product → its text. */
  made: [path: string, text: string][];
  /** Path in the product → the file that is copied there: the table, the model. */
  copied: { path: string; from: string; sha256: string; bytes: number }[];
  /** The folder for what comes with them. */
  folder: 'data' | 'model';
  /** Lines that .gitignore gets. */
  ignored: string[];
}

/** Larger files cannot be pushed to the usual hosts of git. */
const MOST_COMMITTED_BYTES = 95_000_000;

export const isTooLarge = ({ bytes }: { bytes: number }): boolean => bytes > MOST_COMMITTED_BYTES;

/** A row of named fields, whoever answers it. */
export function rowsOf(spec: ModelSpec): RowsSpec | null {
  return spec.kind === 'onnx' ? spec.rows : tableRows(spec);
}

export function kindFiles(product: Product): KindFiles {
  const { spec } = product;
  const rows = rowsOf(spec);
  const contract: KindFiles['made'] =
    rows === null
      ? []
      : [
          [
            'contract/schema.py',
            product.templates.render('asks/rows/contract/schema.py.hbs', contractContext(rows)),
          ],
          ['contract/cells.json', cellsFile(rows, spec.kind === 'tabular' ? spec.split : null)],
        ];
  const files = spec.kind === 'tabular' ? tabularFiles(spec, product) : onnxFiles(spec, product);
  return { ...files, made: [...contract, ...files.made] };
}

/** Several tables lie in a folder of their own. */
function tabularFiles(spec: TabularSpec, product: Product): KindFiles {
  const { fileName, files } = spec.source;
  return {
    made: [
      ['training/source.json', sourceFile(spec)],
      ['training/settings.json', settingsFile(spec)],
    ],
    copied: files.map(({ name, sha256, bytes }, at) => {
      const path = name === fileName ? `data/${fileName}` : `data/${fileName}/${name}`;
      return { path, from: placeOf(product, at), sha256, bytes };
    }),
    folder: 'data',
    ignored: [],
  };
}

function onnxFiles(spec: OnnxSpec, product: Product): KindFiles {
  const { steps, labels, source } = spec;
  const large = source.files.filter(isTooLarge);
  const carried = source.files.filter(({ role }) => role === 'model' || role === 'weights');
  const isUnpushable = isTooLarge({ bytes: carried.reduce((sum, { bytes }) => sum + bytes, 0) });
  const rows = product.answers.sample === null ? source.files.filter(({ role }) => role === 'rows') : [];
  return {
    made: [
      ['contract/steps.json', toJson(steps)],
      ...Object.entries(product.origin.made ?? {}),
      ...(labels === null
        ? []
        : [['model/labels.txt', `${labels.map(oneLine).join('\n')}\n`] as [string, string]]),
    ],
    copied: source.files.map(({ name, sha256, bytes }, at) => {
      return { path: `model/${name}`, from: placeOf(product, at), sha256, bytes };
    }),
    folder: 'model',
    ignored: [
      ...unlisted('Too large for git: npm start says where it belongs, with its hash', large),
      ...(isUnpushable
        ? ['', '# It holds the model, which is too large for git: npm start makes it', '/artifacts/']
        : []),
      ...unlisted('Rows may be private', rows),
    ],
  };
}

const unlisted = (why: string, files: { name: string }[]): string[] =>
  files.length === 0 ? [] : ['', `# ${why}`, ...files.map(({ name }) => `/model/${name}`)];

/** A name is a line: none may be empty, or all behind it would move. */
const oneLine = (label: string, at: number): string => label.replace(/\s+/g, ' ').trim() || `class ${at}`;

function placeOf({ origin }: Product, at: number): string {
  const place = origin.data[at];
  if (place === undefined) throw new Error('compose needs the place of the data');
  return place;
}
