/** How this kind of model is asked, for the tests of the pages that every kind has. */
import { described, PRODUCT } from './browser.mjs';
import { png, wav } from './made.mjs';

/** A question that the model takes, as JSON: the API's own example, else something made here. */
export async function question() {
  const { openapi, model } = await described();
  const { properties, examples } = openapi.components.schemas.Features;
  if (examples?.[0]) return examples[0];
  if (properties.image) return { image: png().toString('base64') };
  if (properties.audio) return { audio: wav(1, model.steps.audio?.rate).toString('base64') };
  if (properties.inputs)
    return { inputs: Object.fromEntries(model.model_inputs.map((input) => [input.name, zeros(input)])) };
  const text = properties.text?.examples?.[0] ?? 'The weather is lovely today.';
  return properties.text_pair ? { text, text_pair: 'It rains.' } : { text };
}

function zeros({ type, shape }) {
  const nothing = type.includes('string') ? '' : type.includes('bool') ? false : 0;
  return shape.reduceRight(
    (inner, size) => Array.from({ length: typeof size === 'number' ? size : 1 }, () => inner),
    nothing,
  );
}

/** Asks `times` times the same, and returns the answers. */
export async function ask(times = 1) {
  const body = JSON.stringify(await question());
  const headers = { 'content-type': 'application/json' };
  const answers = [];
  for (let time = 0; time < times; time++) {
    const response = await fetch(`${PRODUCT}/api/v1/predict`, { method: 'POST', headers, body });
    answers.push(await response.json());
  }
  return answers;
}

/** Waits until an opened answer is wholly there. */
export const shown = (page) => page.getByTestId('outcome').first().waitFor();

/** How the truth about an answer is told. */
export function truthOf({ task, labels }) {
  const isLabel = ['image-classification', 'text-classification', 'audio'].includes(task);
  return isLabel && labels?.length > 1 ? { asked: 'choice', values: labels } : { asked: 'verdict' };
}

/** What was predicted, as the history's filter knows it. */
export const saidIn = (answer) => answer.predictions[0].label;
