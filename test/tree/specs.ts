/** Small specs for tests: every field has a plain default. */
import type { Feature, Source, TabularSpec, Target } from '../../generators/spec.ts';
import type { ProductAnswers } from '../../generators/tree/product.ts';

export const ANSWERS: ProductAnswers = {
  name: 'orders',
  title: 'Orders',
  description: 'What will it cost?',
  author: 'Ada',
  license: 'MIT',
  sample: null,
  deploy: [],
};

export function feature(changes: Partial<Feature> & { field: string }): Feature {
  return {
    column: changes.field,
    label: changes.field,
    type: 'number',
    nullable: false,
    unit: null,
    description: null,
    example: 1,
    categories: null,
    limits: null,
    trueTokens: null,
    falseTokens: null,
    dateFormat: null,
    format: null,
    spellings: null,
    ...changes,
  };
}

export function target(changes: Partial<Target> & { field: string }): Target {
  return {
    column: changes.field,
    label: changes.field,
    unit: null,
    description: null,
    classes: null,
    positive: null,
    words: {},
    alert: false,
    digits: null,
    format: null,
    spellings: null,
    ...changes,
  };
}

export const SOURCE: Source = {
  path: '../orders.csv',
  fileName: 'orders.csv',
  bytes: 1234,
  sha256: 'ab'.repeat(32),
  files: [{ name: 'orders.csv', bytes: 1234, sha256: 'ab'.repeat(32) }],
  format: 'csv',
  compression: 'none',
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  decimal: '.',
  thousands: '',
  missing: ['', 'NA'],
  skipLines: 0,
  skipColumns: 0,
  signs: [],
  headerRows: 1,
  sheet: null,
  totals: [],
};

export function tabularSpec(changes: Partial<TabularSpec>): TabularSpec {
  return {
    kind: 'tabular',
    source: SOURCE,
    rows: 100,
    task: 'regression',
    target: target({ field: 'price' }),
    features: [feature({ field: 'area' })],
    columns: [],
    warnings: [],
    split: { by: 'random', column: null, reason: null, suggested: false },
    metric: 'auto',
    ...changes,
  };
}

const limits = (minimum: number, maximum: number) => ({ minimum, maximum });

/** The penguins, as inspection and the sample's own words describe them. */
export const PENGUINS: TabularSpec = tabularSpec({
  source: {
    ...SOURCE,
    path: 'penguins.csv',
    fileName: 'penguins.csv',
    files: [{ name: 'penguins.csv', bytes: 1234, sha256: SOURCE.sha256 }],
  },
  rows: 344,
  task: 'classification',
  target: target({ field: 'species', label: 'Species', classes: ['Adelie', 'Chinstrap', 'Gentoo'] }),
  features: [
    feature({
      field: 'island',
      label: 'Island',
      type: 'category',
      categories: ['Biscoe', 'Dream', 'Torgersen'],
      example: 'Torgersen',
    }),
    feature({
      field: 'bill_length_mm',
      label: 'Bill length',
      unit: 'mm',
      nullable: true,
      example: 44.5,
      limits: limits(0, 120),
    }),
    feature({
      field: 'bill_depth_mm',
      label: 'Bill depth',
      unit: 'mm',
      nullable: true,
      example: 17.3,
      limits: limits(0, 43),
    }),
    feature({
      field: 'flipper_length_mm',
      label: 'Flipper length',
      unit: 'mm',
      type: 'integer',
      nullable: true,
      example: 197,
      limits: limits(0, 470),
    }),
    feature({
      field: 'body_mass_g',
      label: 'Body mass',
      unit: 'g',
      type: 'integer',
      nullable: true,
      example: 4050,
      limits: limits(0, 13000),
    }),
    feature({
      field: 'sex',
      label: 'Sex',
      type: 'category',
      nullable: true,
      categories: ['female', 'male'],
      example: 'female',
    }),
    feature({ field: 'year', label: 'Year', type: 'integer', example: 2008, limits: limits(1900, 2100) }),
  ],
});
