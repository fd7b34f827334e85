/** How this kind of model is asked, for the tests of the pages that every kind has. */
import { PRODUCT } from './browser.mjs';

/** The contract's example as a row. */
export async function exampleRow() {
  const { components } = await (await fetch(`${PRODUCT}/openapi.json`)).json();
  const fields = Object.entries(components.schemas.Features.properties);
  return Object.fromEntries(fields.map(([name, schema]) => [name, schema.examples?.[0] ?? null]));
}

/** Asks `times` times about the example, and returns the answers. */
export async function ask(times = 1) {
  const body = JSON.stringify(await exampleRow());
  const headers = { 'content-type': 'application/json' };
  const answers = [];
  for (let time = 0; time < times; time++) {
    const response = await fetch(`${PRODUCT}/api/v1/predict`, { method: 'POST', headers, body });
    answers.push(await response.json());
  }
  return answers;
}

/** Waits until an opened answer is wholly there. */
export const shown = (page) => page.getByTestId('why-chart').waitFor();

/** How the truth about an answer is told. */
export function truthOf({ target }) {
  return target?.classes ? { asked: 'choice', values: target.classes } : { asked: 'number' };
}

/** What was predicted, as the history's filter knows it. */
export const saidIn = (answer) => String(answer.prediction);
