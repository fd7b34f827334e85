/** What is asked about a model in an ONNX file. Each is something that the file itself cannot tell. */
import type { Question } from './question.ts';
import { ONNX_TASKS } from './spec.ts';

const NUMBERS = /^-?\d+(\.\d+)?(e-?\d+)?(,-?\d+(\.\d+)?(e-?\d+)?)*$/i;
const SIZE = /^[1-9]\d{0,4}(x[1-9]\d{0,4})?$/;

const numbers = (text: string): string | null =>
  NUMBERS.test(text) ? null : 'it must be numbers with commas between, such as 0.5,0.5,0.5';

export const TASKS: readonly string[] = ['auto', 'classification', 'regression', ...ONNX_TASKS];

export const MODEL_QUESTIONS: readonly Question[] = [
  {
    id: 'labels',
    scope: 'product',
    flag: 'labels',
    type: 'text',
    placeholder: '<file|a,b>',
    description:
      "names of a model's classes, in the order of its outputs: a file, one a line, or JSON; or a,b",
    defaultNote: 'looked for in and beside the model',
    commands: ['create', 'inspect'],
  },
  {
    id: 'size',
    scope: 'product',
    flag: 'size',
    type: 'text',
    placeholder: '<height>x<width>',
    description: 'what a model that takes pictures of any size is given',
    defaultNote: 'read off the model',
    validate: (text) => (SIZE.test(text) ? null : 'it must be a size in pixels, such as 224 or 480x640'),
    commands: ['create', 'inspect'],
  },
  {
    id: 'resize',
    scope: 'product',
    flag: 'resize',
    type: 'choice',
    choices: [
      { value: 'stretch', label: 'all of it, stretched' },
      { value: 'crop', label: 'its middle, the rest cut off' },
      { value: 'pad', label: 'all of it, with a border' },
      { value: 'none' },
    ],
    description: "how a picture gets the model's size: stretched, its middle, or all of it with a border",
    message: "How does a picture get the model's size?",
    defaultNote: 'as preprocessor_config.json says, else by the task',
    commands: ['create', 'inspect'],
  },
  {
    id: 'colour',
    scope: 'product',
    flag: 'colour',
    type: 'choice',
    choices: [
      { value: 'RGB', label: 'RGB, as most' },
      { value: 'BGR', label: 'BGR, as OpenCV and Caffe' },
      { value: 'L' },
    ],
    aliases: { rgb: 'RGB', bgr: 'BGR', l: 'L', grey: 'L', gray: 'L' },
    description: 'the order in which a model takes colours (OpenCV has BGR); L is grey',
    message: 'In which order does it take colours?',
    defaultNote: 'RGB, or L for one channel',
    commands: ['create', 'inspect'],
  },
  {
    id: 'normalise',
    scope: 'product',
    flag: 'normalise',
    type: 'choice',
    choices: [
      { value: '0-1', label: '0 to 1' },
      { value: '-1-1', label: '-1 to 1' },
      { value: 'imagenet', label: "ImageNet's mean and standard deviation, as torchvision" },
      { value: 'none', label: '0 to 255, as they are' },
    ],
    description: 'which numbers a model takes for the 0 … 255 of a picture',
    message: 'Which numbers does it take for a picture?',
    defaultNote: 'as preprocessor_config.json says, else 0-1',
    commands: ['create', 'inspect'],
  },
  {
    id: 'mean',
    scope: 'product',
    flag: 'mean',
    type: 'text',
    placeholder: '<a,b,c>',
    description: 'what is taken off each channel, of 0 … 1, or of 0 … 255 if it is larger than 2',
    validate: numbers,
    commands: ['create', 'inspect'],
  },
  {
    id: 'std',
    scope: 'product',
    flag: 'std',
    type: 'text',
    placeholder: '<a,b,c>',
    description: 'what divides each channel afterwards',
    validate: (text) =>
      numbers(text) ??
      (text.split(',').some((one) => Number(one) === 0) ? 'it must not be 0: it divides' : null),
    commands: ['create', 'inspect'],
  },
  {
    id: 'activation',
    scope: 'product',
    flag: 'activation',
    type: 'choice',
    choices: [{ value: 'none' }, { value: 'softmax' }, { value: 'sigmoid' }],
    description: "what makes a model's scores probabilities; none: they are",
    defaultNote: "by the model's last operator",
    commands: ['create', 'inspect'],
  },
  {
    id: 'rate',
    scope: 'product',
    flag: 'rate',
    type: 'text',
    placeholder: '<hertz>',
    description: 'samples a second of the sound that a model takes',
    message: 'How many samples a second does it take?',
    defaultNote: 'as preprocessor_config.json says, else 16000',
    validate: (text) =>
      /^\d+$/.test(text) && Number(text) >= 1000 && Number(text) <= 192_000
        ? null
        : 'it must be a number from 1000 to 192000',
    commands: ['create', 'inspect'],
  },
];
