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
  /** Two texts are read together, as one question. */
  pairs: boolean;
  steps: Steps;
  labels: string[];
  tensors: TensorInput[];
  /** The example of the API's description; what it lacks, the page makes. */
  example: Record<string, unknown>;
  most: { files: number; bytes: number | null };
}

/** What `/api/v1/model` tells of such a model beside its passport. */
interface Served extends Model {
  limits?: { bytes?: number; files?: number };
  model_inputs?: TensorInput[];
}

const MOST_FILES = 20;

/** Undefined until both the description and the passport are there. */
export function useContract(): Contract | undefined {
  const document = useOpenApi().data;
  const model = useModel().data;
  return document && model && contractOf(document, model);
}

export function contractOf(document: OpenApi, model: Served): Contract {
  const asked = document.components?.schemas?.Features;
  const fields = asked?.properties ?? {};
  const content = document.paths?.['/api/v1/predict']?.post?.requestBody?.content;
  const tried = content?.['application/json']?.example;
  const examples = Object.entries(fields).map(([name, schema]) => [name, schema.examples?.[0]]);
  const whole = asked?.examples?.[0];
  const task = model.task ?? '';
  return {
    task,
    takes: takenBy(task, model.steps ?? {}, Object.keys(fields)),
    compares: task === 'embedding',
    pairs: 'text_pair' in fields,
    steps: model.steps ?? {},
    labels: model.labels ?? [],
    tensors: tensorsOf(model),
    example: {
      // Of tensors, what the model was tried with; a text or a picture of ours says more than the shortest that was tried.
      ...(task === 'tensor' && typeof tried === 'object' ? tried : {}),
      ...Object.fromEntries(examples.filter(([, value]) => value !== undefined)),
      ...(typeof whole === 'object' ? whole : {}),
    },
    most: { files: model.limits?.files ?? MOST_FILES, bytes: model.limits?.bytes ?? null },
  };
}

function takenBy(task: string, steps: Steps, fields: string[]): Taken {
  if (fields.includes('inputs')) return 'tensors';
  if (fields.includes('audio') || task === 'audio') return 'sound';
  if (fields.includes('image') || steps.image) return 'picture';
  return 'text';
}

/** ONNX Runtime's words for types, as people know them: `tensor(float)` is float32. */
const TYPES: Record<string, string> = { float: 'float32', double: 'float64' };

function tensorsOf({ model_inputs = [] }: Served): TensorInput[] {
  return model_inputs.map(({ name, type, shape }) => {
    const word = type.replace(/^tensor\((.*)\)$/, '$1');
    return { name, type: TYPES[word] ?? word, shape };
  });
}

/** What the first page asks, where the product has no question of its own. */
export const QUESTIONS: Record<string, string> = {
  'image-classification': 'What is in the picture?',
  'object-detection': 'What is where in the picture?',
  'image-to-image': 'What becomes of the picture?',
  'text-classification': 'What kind of text is it?',
  'token-classification': 'What does the text name?',
  embedding: 'How alike are they?',
  audio: 'What is heard?',
  tensor: 'What follows from these tensors?',
};
