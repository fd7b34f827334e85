/**
 * ModelSpec: the one value that flows from inspection to the templates.
 *
 * A reader in `inspect/` makes it from a source, the answers refine it, and `tree/` turns it into files.
 * It is plain JSON: the product keeps it in `.ml-product/`, so that a later version can render again
 * without the source.
 */
import type { OnnxModel } from './inspect/onnx/model.ts';

/** What a column holds. `text` is free text, `identifier` names a row; neither is a feature unless brought back. */
export type ColumnType =
  | 'number'
  | 'integer'
  | 'boolean'
  | 'category'
  | 'date'
  | 'datetime'
  | 'text'
  | 'identifier';

/** Types that the model can eat. A `category` without `categories` is open: more than 50 values, any text is accepted. */
export type FeatureType = Exclude<ColumnType, 'text' | 'identifier'> | 'text';

export type Task = 'classification' | 'regression';

/** Something the owner should know; nothing stops because of it. `column` is the source's name, null for the whole table. */
export interface Warning {
  code: string;
  column: string | null;
  message: string;
}

/** One column as it was found. `min` and `max` are numbers, or ISO text for dates. */
export interface Column {
  name: string;
  field: string;
  type: ColumnType;
  missing: number;
  min: number | string | null;
  max: number | string | null;
  categories: string[] | null;
  included: boolean;
  note: string | null;
}

/**
 * How the text of a table is read, in training exactly as in inspection.
 *
 * From file to rows: unpack, decode (bytes that are no text become U+FFFD), drop a byte order mark, skip `skipLines`
 * lines, split into rows. Line ends may be LF, CRLF or CR. Rows whose cells are all empty are no rows. Empty cells
 * beyond the header's are dropped; a row that then has not as many cells as the header is left out.
 *
 * The header's names: in NFC, trimmed, white space inside narrowed to single spaces. A nameless column is `column_3` by its
 * place; a name that was there before gets `_2`, `_3` … (`inspect/header.ts`). If the header ends with a delimiter and
 * no row has a cell there, that last name is none.
 *
 * From cell to value: trim white space. A cell in `missing` (ignoring case) is missing. Then, by the column's type:
 * - number, integer: drop one of the `signs` before or after it, drop `thousands`, turn `decimal` into a point, as the
 *   feature's `format` has them, else the table's. (A space as `thousands` stands for hard and narrow spaces too, `'` for ’
 *   too, and − for -; 12,34,567 is grouped as in India.) `1e5` is a number; (5) is -5.
 * - boolean: `trueTokens` and `falseTokens` of the feature, ignoring case; with "" among them a blank says it.
 * - date, datetime: `dateFormat` of the feature. A zone (`%z`) is dropped: the time stays as it is written. A format that
 *   ends in ` UTC` counts with it: moments are turned into UTC.
 * - category, and the classes of a target: the category that is spelled so, but for case and blanks, or is in `spellings`.
 * - text: the trimmed text itself, case and all.
 */
export interface Dialect {
  format: 'csv' | 'json' | 'jsonl' | 'parquet' | 'xlsx';
  compression: 'none' | 'gzip';
  /** By its name on the web; training knows it by the same. */
  encoding: string;
  delimiter: string;
  quote: string;
  decimal: '.' | ',';
  thousands: '' | '.' | ',' | ' ' | "'";
  /** Signs that may stand around a number and are not part of it, e.g. `%` or `€`; those that were met. */
  signs: string[];
  /**
   * Cells that mean "missing", compared after trimming, ignoring case. The empty cell is always one of them; so are
   * words that stand in the place of a number ("unknown") and infinite numbers, if the source has them.
   */
  missing: string[];
  /** Physical lines before the header; rows, in a sheet. */
  skipLines: number;
  /** Empty columns before the table, in a sheet. */
  skipColumns: number;
  /** Lines that hold column names; two are joined, name by name. */
  headerRows: 0 | 1 | 2;
  /** The sheet that was read, of a workbook. */
  sheet: string | null;
  /** Words that begin the row of totals at the end, which is no row; empty where there is none. */
  totals: string[];
}

export interface Source extends Dialect {
  /** As the user gave it, relative to the product's folder where that is possible. */
  path: string;
  /** The name the data has in the product's `data/`. */
  fileName: string;
  bytes: number;
  sha256: string;
  /** The files that hold the rows, in the order in which they are read: one, or those of a folder or glob. */
  files: { name: string; bytes: number; sha256: string }[];
}

/** How the numbers of one column are written, where that is not how the table writes them. */
export type NumberFormat = Pick<Dialect, 'decimal' | 'thousands' | 'signs'> & {
  /** What some of the signs multiply a number with: `{ K: 1000 }`. */
  magnitudes?: Record<string, number>;
};

/** One input of the model. */
export interface Feature {
  /** The key in API and artifact: a legal Python identifier in NFC. */
  field: string;
  /** The source's column name, accepted as an alias of `field`. */
  column: string;
  /** What people read. */
  label: string;
  type: FeatureType;
  nullable: boolean;
  unit: string | null;
  description: string | null;
  example: number | boolean | string | null;
  /** Closed list of at most 50 values; null where anything is accepted, and for other types. */
  categories: string[] | null;
  /** Generous hard limits, proposed once (18 … 94 seen → 0 … 170); null for other types than number and integer. */
  limits: { minimum: number; maximum: number } | null;
  /** The source's spellings of true and false (booleans only). */
  trueTokens: string[] | null;
  falseTokens: string[] | null;
  /**
   * strptime pattern of the source (dates and datetimes only), e.g. `%d.%m.%Y`, where `%b` is a month's name in one of seven
   * languages; `ISO8601` where ISO forms are mixed; `unix`, `unix-ms` (since 1970) or `excel` (its days) where they are numbers.
   */
  dateFormat: string | null;
  /** How its numbers are written; null where it is as in the whole table. */
  format: NumberFormat | null;
  /** Other spellings of a category, by case and blanks only, and the category that they mean; null if there are none. */
  spellings: Record<string, string> | null;
}

/** What is predicted. */
export interface Target {
  field: string;
  column: string;
  label: string;
  unit: string | null;
  description: string | null;
  /** Classification: the source's spellings, sorted. Null for regression. */
  classes: string[] | null;
  /** Binary classification: the class that the probability and the threshold are about. */
  positive: string | null;
  /** Words for a class on the page, e.g. `{"yes": "likely", "no": "unlikely"}`; empty: the class itself. */
  words: Record<string, string>;
  /** Binary classification: page shows an alert when the positive class is predicted. */
  alert: boolean;
  /** Regression: digits after the point worth showing. */
  digits: number | null;
  /** As a feature's. */
  format: NumberFormat | null;
  spellings: Record<string, string> | null;
  /** Why this column and this task, in words for people. */
  reason?: string;
  /** Whether the column was suggested by its name and place, not named by anyone. */
  suggested?: boolean;
  /**
   * Binary classification: what the threshold is chosen for. "balanced" is 0.5, "f1" the F1 of the positive class,
   * or what a false alarm and a miss cost. Left out: "f1" where the classes are imbalanced, else "balanced".
   */
  decide?: 'balanced' | 'f1' | { false_alarm: number; miss: number };
}

/** How rows are held out: the latest ones, whole groups, or any. */
export interface Split {
  by: 'random' | 'time' | 'group';
  /** The column that holds the time or the group; it need not be a feature. */
  column: string | null;
  /** Why, in words for people. */
  reason: string | null;
  /** Whether it was suggested by the table, not said by anyone. */
  suggested: boolean;
  /** As a feature's, of a column that holds the time. */
  dateFormat?: string;
}

export interface TabularSpec {
  kind: 'tabular';
  source: Source;
  rows: number;
  task: Task;
  target: Target;
  features: Feature[];
  columns: Column[];
  warnings: Warning[];
  split: Split;
  /** The metric that models are compared by; `auto`: the usual one of the task. */
  metric: string;
}

/** A table before anyone has said what is to be predicted, and where nothing suggests itself. */
export type TabularDraft = Omit<TabularSpec, 'task' | 'target'> &
  ({ task: Task; target: Target } | { task: null; target: null });

/** What a row is made of, and what is answered for it: what a form, a contract and a batch need to know. */
export type RowsSpec = Pick<TabularSpec, 'features' | 'target' | 'warnings'> & {
  task: Task;
  cells: Cells;
  /** Columns of the owner's tables that the model does not use. */
  leftOut: string[];
};

/** How tables are cut into cells and write them, where their columns have no way of their own. */
export type Cells = Omit<Dialect, 'compression' | 'skipLines' | 'skipColumns' | 'sheet'>;

export const ONNX_TASKS = [
  'image-classification',
  'object-detection',
  'image-to-image',
  'tabular',
  'text-classification',
  'embedding',
  'token-classification',
  'audio',
  'tensor',
] as const;

/** What a model in an ONNX file is for, and so how it is asked. */
export type OnnxTask = (typeof ONNX_TASKS)[number];

/** What stands before a model that looks at pictures, from a decoded upright RGB picture on. */
export interface ImageSteps {
  /** The model's input. */
  input: string;
  /** Null: as large as it was sent. */
  height: number | null;
  width: number | null;
  /** `crop`: the short side to `short_side`, then the middle. `pad`: inside the frame, the rest filled. */
  resize: 'stretch' | 'crop' | 'pad' | 'none' | 'own';
  short_side: number | null;
  filter: 'bilinear' | 'bicubic' | 'nearest' | 'lanczos';
  colour: 'RGB' | 'BGR' | 'L';
  /** What a byte is multiplied by, before `mean` is taken off and `std` divides; one value a channel. */
  scale: number;
  mean: number[];
  std: number[];
  layout: 'NCHW' | 'NHWC';
  type: string;
  /** What `pad` fills: `around` the picture, or `behind` it, which is at the top left then. */
  padded?: 'around' | 'behind';
  /** Of `own`, its own size: what its sides are lengthened to multiples of, and to at least; and its most pixels. */
  multiple?: number;
  least?: number;
  most_pixels?: number;
}

export interface TextSteps {
  /** Null: the model takes texts as they are. */
  tokenizer: string | null;
  max_length: number;
  inputs: { ids: string; mask: string | null; types: string | null };
  /** It reads two texts, one after the other. */
  pair: boolean;
  /** Where tokens are left out, or filled up; not there: as the tokenizer's own file says, else on the right. */
  truncate?: 'left' | 'right';
  pad?: 'left' | 'right';
}

export interface AudioSteps {
  input: string;
  /** Samples a second. */
  rate: number;
  channels: 1;
  seconds: { min: number; max: number };
  shape: 'samples' | 'batch,samples' | 'batch,1,samples';
  normalise: 'none' | 'peak' | 'mean-std';
}

export interface RowSteps {
  /** The one matrix that takes all fields, as numbers; null: `inputs` says where each goes. */
  input: string | null;
  /** Field of the contract → input of the model, where they are not called the same; several in one stand side by side. */
  inputs: Record<string, string>;
  scaler: { mean: number[]; scale: number[] } | null;
}

/** What stands behind a model. */
export interface OutputSteps {
  name: string;
  activation: 'none' | 'softmax' | 'sigmoid' | 'logits-binary';
  /** Of a regression of several numbers a row, the place of the one that is answered. */
  column?: number;
  /** The file of class names, one a line. */
  labels: string | null;
  top: number;
  threshold: number;
  boxes: BoxSteps | null;
  /** Of a picture that is made: its own pixels, classes in colours, a mask, or a depth in grey; none: its own pixels. */
  shows?: 'picture' | 'classes' | 'mask' | 'depth';
  pool: 'mean' | 'cls' | 'none';
  unit_length: boolean;
}

export interface BoxSteps {
  format: 'xyxy' | 'yxyx' | 'xywh' | 'cxcywh';
  /** From 0 to 1 of the picture that the model saw, instead of its pixels; null: its numbers show it. */
  normalised: boolean | null;
  /** Of a grid, the strides of the cells that its boxes count from (YOLOX); empty: they do not. */
  cells: number[];
  /** Whether the first class of scores that add up to 1 is "nothing". */
  background: boolean;
  scores: string | null;
  classes: string | null;
  /** `finished`: rows of left, top, right, bottom, score and class, of which none need to be dropped. */
  layout: 'yolo' | 'ssd' | 'detr' | 'finished';
  /** Of two boxes that overlap more than this, the weaker one is dropped. */
  iou: number;
}

/** `contract/steps.json` of a product: the owner's, read by making and by serving. What does not apply is not there. */
export interface Steps {
  task: OnnxTask;
  model: string;
  image?: ImageSteps;
  text?: TextSteps;
  audio?: AudioSteps;
  rows?: RowSteps;
  output?: OutputSteps;
}

/** A file that comes with a model, by its path in the product's `model/`. */
export interface ModelFile {
  name: string;
  bytes: number;
  /** Empty as long as the file is only inspected. */
  sha256: string;
  role: 'model' | 'weights' | 'labels' | 'tokenizer' | 'config' | 'preprocessor' | 'scaler' | 'rows';
}

export interface OnnxSource {
  path: string;
  fileName: string;
  bytes: number;
  sha256: string;
  files: ModelFile[];
}

export interface OnnxSpec {
  kind: 'onnx';
  source: OnnxSource;
  model: OnnxModel;
  task: OnnxTask;
  /** Why this task, in words for people. */
  reason: string;
  /** Whether it was concluded from the file, not said by anyone. */
  suggested: boolean;
  steps: Steps;
  labels: string[] | null;
  /** Task tabular only: the row that is asked with. */
  rows: RowsSpec | null;
  warnings: Warning[];
}

/** The union grows with the kinds: `| LlmSpec`. */
export type ModelSpec = TabularSpec | OnnxSpec;
