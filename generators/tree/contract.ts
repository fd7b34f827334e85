/** What contract/schema.py.hbs is rendered with: every value is Python already. */
import type { Feature, RowsSpec, Target } from '../spec.ts';
import { type Annotation, declaration, pyBoolean, pyInteger, pyNumber, pyString } from './python.ts';

/** The contract's word (`contract/fields.py`) for each type of column. */
const WORDS = {
  number: 'Number',
  integer: 'Integer',
  boolean: 'YesNo',
  date: 'Day',
  datetime: 'Moment',
} as const;

export interface ContractContext {
  /** Whether `Literal` is used, and so imported. */
  literal: boolean;
  /** What is imported from `contract.fields`, sorted. */
  words: string;
  /** Whether a limit is proposed, and so explained. */
  limits: boolean;
  features: string[];
  target: string;
}

export function contractContext(spec: RowsSpec): ContractContext {
  const target = targetAnnotation(spec.target);
  const annotations = [...spec.features.map(featureAnnotation), target].map(({ type }) => type);
  const words = annotations.filter((type) => typeof type === 'string');
  return {
    literal: words.length < annotations.length,
    words: [...[...new Set(['Answer', 'Row', ...words])].sort(), 'feature', 'target'].join(', '),
    limits: spec.features.some(({ limits }) => limits !== null),
    features: spec.features.map((it) =>
      declaration(it.field, featureAnnotation(it), 'feature', featureArguments(it)),
    ),
    target: declaration(spec.target.field, target, 'target', targetArguments(spec)),
  };
}

function featureAnnotation({ type, categories, nullable }: Feature): Annotation {
  if (type !== 'category' && type !== 'text') return { type: WORDS[type], optional: nullable };
  return { type: categories === null ? 'Text' : categories.map(pyString), optional: nullable };
}

function featureArguments(feature: Feature): string[] {
  const { field, column, label, unit, description, limits, nullable } = feature;
  const number = feature.type === 'integer' ? pyInteger : pyNumber;
  return [
    pyString(label),
    ...(unit === null ? [] : [`unit=${pyString(unit)}`]),
    ...(description === null ? [] : [`description=${pyString(description)}`]),
    ...(column === field ? [] : [`column=${pyString(column)}`]),
    `example=${example(feature)}`,
    ...(limits === null ? [] : [`minimum=${number(limits.minimum)}`, `maximum=${number(limits.maximum)}`]),
    ...(nullable ? ['optional=True'] : []),
  ];
}

function example({ example, type }: Feature): string {
  if (typeof example === 'string') return pyString(example);
  if (typeof example === 'boolean') return pyBoolean(example);
  if (example === null) return 'None';
  return type === 'integer' ? pyInteger(example) : pyNumber(example);
}

function targetAnnotation({ classes }: Target): Annotation {
  return { type: classes === null ? 'Number' : classes.map(pyString), optional: false };
}

function targetArguments(spec: RowsSpec): string[] {
  const { field, column, label, unit, description, positive, words, alert, digits } = spec.target;
  const said = Object.entries(words).map(([value, word]) => `${pyString(value)}: ${pyString(word)}`);
  const decide = decision(spec);
  return [
    pyString(label),
    ...(unit === null ? [] : [`unit=${pyString(unit)}`]),
    ...(description === null ? [] : [`description=${pyString(description)}`]),
    ...(column === field ? [] : [`column=${pyString(column)}`]),
    ...(positive === null ? [] : [`positive=${pyString(positive)}`]),
    ...(said.length === 0 ? [] : [`words={${said.join(', ')}}`]),
    ...(alert ? ['alert=True'] : []),
    ...(digits === null ? [] : [`digits=${digits}`]),
    ...(decide === null ? [] : [`decide=${decide}`]),
  ];
}

/** What the threshold of two classes is chosen for; null where there is none to choose. */
function decision({ target, warnings }: RowsSpec): string | null {
  if (target.classes?.length !== 2) return null;
  const imbalanced = warnings.some(({ code }) => code === 'imbalance');
  const decide = target.decide ?? (imbalanced ? 'f1' : 'balanced');
  if (typeof decide === 'string') return pyString(decide);
  return `{"false_alarm": ${pyNumber(decide.false_alarm)}, "miss": ${pyNumber(decide.miss)}}`;
}
