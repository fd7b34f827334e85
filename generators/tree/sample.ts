/** What a sample knows about its own columns, beyond what can be read off the table: names, units, words. */
import type { Answers } from '../questions.ts';
import type { Feature, TabularSpec, Target } from '../spec.ts';
import type { Templates } from '../templates.ts';

/** `templates/samples/<id>/sample.json`. */
export interface Sample {
  id: string;
  /** Left out: a table. */
  kind?: 'tabular' | 'onnx';
  title: string;
  description: string;
  /** The table's or model's file name, beside sample.json. */
  data: string;
  licence: string;
  /** What the model's file cannot tell, by the questions' ids. */
  answers?: Partial<Answers>;
  target: string;
  task?: 'classification' | 'regression';
  positive?: string;
  columns: Record<string, Partial<Pick<Feature, 'label' | 'unit' | 'description' | 'example' | 'limits'>>>;
  target_words?: Partial<
    Pick<Target, 'label' | 'unit' | 'description' | 'words' | 'alert' | 'digits' | 'decide'>
  >;
}

export function readSample(templates: Templates, id: string): Sample {
  return JSON.parse(templates.read(`samples/${id}/sample.json`).toString('utf8')) as Sample;
}

/** The spec with the sample's words in it. Words of another target than the sample's own do not apply. */
export function applySample(spec: TabularSpec, sample: Sample): TabularSpec {
  const features = spec.features.map((feature) => ({ ...feature, ...sample.columns[feature.field] }));
  const own = spec.target.field === sample.target || spec.target.column === sample.target;
  return { ...spec, features, target: own ? { ...spec.target, ...sample.target_words } : spec.target };
}
