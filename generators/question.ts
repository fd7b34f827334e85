/** What a question is, and what the answers are. The questions themselves stand in `questions.ts`. */
import type { DateOrder } from './inspect/dates.ts';
import type { ColumnType, OnnxTask, Task } from './spec.ts';

/** What decides about the product. The product keeps it (without `dir`), and `--answers` takes it. */
export interface Answers {
  dir: string;
  kind: 'tabular' | 'onnx';
  source: string | null;
  sample: string | null;
  target: string;
  task: 'auto' | Task | OnnxTask;
  positive: string | null;
  include: string[];
  exclude: string[];
  type: Record<string, ColumnType>;
  name: string;
  title: string;
  description: string;
  author: string;
  license: 'MIT' | 'Apache-2.0' | 'none';
  /** Platforms it can be deployed to: names of folders in `templates/deploy/`. */
  deploy: string[];
  /** `auto`, `random`, or the column that holds the time or the group. */
  split: string;
  metric: string;
  dateOrder: 'auto' | DateOrder;
  /** A name (`tab`), or the one character itself. */
  delimiter: string | null;
  decimal: 'point' | 'comma' | null;
  encoding: string | null;
  missing: string[];
  header: 'auto' | '0' | '1' | '2';
  sheet: string | null;
  dictionary: string | null;
  /** Of a model: a file of names, or the names themselves with commas between. */
  labels: string | null;
  size: string | null;
  resize: string | null;
  colour: string | null;
  normalise: string | null;
  mean: string | null;
  std: string | null;
  activation: string | null;
  rate: string | null;
}

/** How one run behaves; leaves no trace in the product. */
export interface RunOptions {
  answers: string;
  yes: boolean;
  dryRun: boolean;
  json: boolean;
  run: boolean;
  git: boolean;
  help: boolean;
  version: boolean;
}

export interface Choice {
  value: string;
  label?: string;
  /** Shown in the prompt, cannot be chosen yet. */
  coming?: true;
}

interface QuestionBase {
  /** `--flag`, without the dashes; null for the folder, which is a bare word. */
  flag: string | null;
  alias?: string;
  /** One line for --help and the reference page. */
  description: string;
  /** What is asked in the terminal; a question without a message is never asked. */
  message?: string;
  commands: readonly Command[];
  /**
   * `text` one value · `choice` one of `choices` · `list` a comma list, of `choices` if there are some, repeatable ·
   * `types` column=type, repeatable · `switch` on or off, without a value.
   */
  type: 'text' | 'choice' | 'list' | 'types' | 'switch';
  /** What stands for the value in --help. */
  placeholder?: string;
  choices?: readonly Choice[];
  /** Other ways to say a value, and the value that they mean: `latin1` → `windows-1252`. */
  aliases?: Readonly<Record<string, string>>;
  /** Says what is wrong with a value, or null. */
  validate?: (value: string) => string | null;
  /** Said where the default is not one fixed value. */
  defaultNote?: string;
}

export type Command = 'create' | 'inspect';

/** A question whose answer belongs to the product. */
export interface ProductQuestion extends QuestionBase {
  id: keyof Answers;
  scope: 'product';
  default?: string;
}

/** A question about this run only. */
export interface RunQuestion extends QuestionBase {
  id: keyof RunOptions;
  scope: 'run';
  default?: boolean;
}

export type Question = ProductQuestion | RunQuestion;
