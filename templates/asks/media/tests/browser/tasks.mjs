/** What a service of each task tells and answers, so that the page of every task is tested in every product. */
import { png } from './made.mjs';

const LABELS = ['cat', 'dog', 'bird', 'fish', 'horse', 'an animal that has a rather long name', 'cow'];
const TEXT = 'Ada Lovelace was born in London.';
const VECTOR = [0.6, 0.8, 0, 0];
const PICTURE = png(320, 240).toString('base64');

const image = { width: 224, height: 224, resize: 'crop', filter: 'bilinear', colour: 'RGB', scale: 1 / 255 };

/** Task → {properties of Features, what /api/v1/model adds, the answer to one question}. */
export const TASKS = {
  'image-classification': {
    properties: { image: { type: 'string' } },
    model: { steps: { image, output: { activation: 'softmax', top: 5 } }, labels: LABELS },
    answer: {
      predictions: [
        { label: LABELS[5], score: 0.71 },
        { label: 'cat', score: 0.2 },
        { label: 'dog', score: 0.05 },
        { label: 'bird', score: 0.02 },
        { label: 'fish', score: 0.0001 },
      ],
    },
  },
  'object-detection': {
    properties: { image: { type: 'string' } },
    model: { steps: { image }, labels: LABELS },
    answer: {
      boxes: [
        { label: 'cat', score: 0.93, box: [20, 30, 150, 200] },
        { label: 'cat', score: 0.81, box: [180, 60, 300, 220] },
        { label: 'dog', score: 0.55, box: [5, 2, 60, 50] },
      ],
    },
  },
  'image-to-image': {
    properties: { image: { type: 'string' } },
    model: { steps: { image } },
    answer: { image: PICTURE },
  },
  'text-classification': {
    properties: { text: { type: 'string' } },
    model: { steps: { text: {} }, labels: ['negative', 'positive'] },
    answer: {
      predictions: [
        { label: 'positive', score: 0.97 },
        { label: 'negative', score: 0.03 },
      ],
    },
  },
  'token-classification': {
    properties: { text: { type: 'string', examples: [TEXT] } },
    model: { steps: { text: {} }, labels: ['person', 'place'] },
    answer: {
      spans: [
        { start: 0, end: 12, text: 'Ada Lovelace', label: 'person', score: 0.99 },
        { start: 25, end: 31, text: 'London', label: 'place', score: 0.9 },
      ],
    },
  },
  embedding: {
    properties: { text: { type: 'string' }, texts: { type: 'array' } },
    model: { steps: { text: {} } },
    answer: { embedding: [VECTOR, VECTOR], similarity: 0.834 },
  },
  audio: {
    properties: { audio: { type: 'string' } },
    model: { steps: { audio: { rate: 16_000 } }, labels: ['speech', 'silence'] },
    answer: {
      predictions: [
        { label: 'speech', score: 0.9 },
        { label: 'silence', score: 0.1 },
      ],
    },
  },
  tensor: {
    properties: { inputs: { type: 'object' } },
    model: {
      steps: {},
      model_inputs: [
        { name: 'x', type: 'tensor(float)', shape: ['batch', 3] },
        { name: 'how_often', type: 'tensor(int64)', shape: [1] },
      ],
    },
    answer: { outputs: { y: [[0.5, -1, 2e-7]], again: [3] } },
  },
};

/** Lets a page believe that the service is of this task, before it is opened. `answers` overrides what it is told. */
export async function pretend(page, task, answers = {}) {
  const { properties, model, answer } = TASKS[task];
  const told = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', task, model_version: 'v1', warnings: [], ...answer };
  const Features = { type: 'object', properties };
  const routes = {
    '**/openapi.json': {
      openapi: '3.1.0',
      info: { title: 'Pretended', description: '', version: '1' },
      paths: {},
      components: { schemas: { Features } },
    },
    '**/api/v1/model': { version: 'v1', kind: 'onnx', task, ...model },
    '**/api/v1/predict': told,
    ...answers,
  };
  for (const [path, json] of Object.entries(routes))
    await page.route(path, (route) => route.fulfill({ json }));
}
