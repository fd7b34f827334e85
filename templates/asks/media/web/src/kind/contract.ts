import { type OpenApi, useOpenApi } from '../api/document.ts';
import { type Model, useModel } from '../api/model.ts';
import type { Steps } from '../api/steps.ts';

/** One tensor that the model takes. A dimension is a number, a name, or null where any will do. */
export interface TensorInput {
  name: string;
  type: string;
  shape: (number | string | null)[];
}

/** What is sent: one of these, or two that are compared. */
export type Taken = 'picture' | 'text' | 'sound' | 'tensors';

/** What the product is asked and answers, as its API and its passport say it. */
export interface Contract {
  task: string;
  takes: Taken;
  /** Two of them are compared: how alike are they? */
  compares: boolean;
  steps: Steps;
  labels: string[];
  tensors: TensorInput[];
  /** The example of the API's description; what it lacks, the page makes. */
  example: Record<string, unknown>;
  most: { files: number; bytes: number | null };
}

const MOST_FILES = 20;

/** Undefined until both the description and the passport are there. */
export function useContract(): Contract | undefined {
  const document = useOpenApi().data;
  const model = useModel().data;
  return document && model && contractOf(document, model);
}

export function contractOf(document: OpenApi, model: Model): Contract {
  const asked = document.components?.schemas?.Features;
  const fields = asked?.properties ?? {};
  const examples = Object.entries(fields).map(([name, schema]) => [name, schema.examples?.[0]]);
  const whole = asked?.examples?.[0];
  const task = model.task ?? '';
  return {
    task,
    takes: takenBy(task, model.steps ?? {}, Object.keys(fields)),
    compares: task === 'embedding',
    steps: model.steps ?? {},
    labels: model.labels ?? [],
    tensors: tensorsOf(model),
    example: {
      ...Object.fromEntries(examples.filter(([, value]) => value !== undefined)),
      ...(typeof whole === 'object' ? whole : {}),
    },
    most: { files: limit(asked?.['x-max-files']) ?? MOST_FILES, bytes: limit(asked?.['x-max-bytes']) },
  };
}

function takenBy(task: string, steps: Steps, fields: string[]): Taken {
  if (fields.includes('inputs')) return 'tensors';
  if (fields.includes('audio') || task === 'audio') return 'sound';
  if (fields.includes('image') || steps.image) return 'picture';
  return 'text';
}

function tensorsOf({ inputs = [] }: Model): TensorInput[] {
  return inputs.map((told) => {
    const { name, field, type, shape } = told as unknown as TensorInput & { field?: string };
    return { name: name ?? field ?? '', type, shape: shape ?? [] };
  });
}

function limit(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** What the first page asks, where the product has no question of its own. */
export const QUESTIONS: Record<string, string> = {
  'image-classification': 'What is in the picture?',
  'object-detection': 'What is where in the picture?',
  'image-to-image': 'Another picture of the picture',
  'text-classification': 'What kind of text is it?',
  'token-classification': 'What does the text name?',
  embedding: 'How alike are they?',
  audio: 'What is heard?',
  tensor: 'Ask the model',
};
