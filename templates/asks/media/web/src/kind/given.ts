import type { Asked } from './api/predict.ts';
import type { Contract, TensorInput } from './contract.ts';
import { madeHere, renamed } from './take/disk.ts';
import { elements, typeOf, writeNpy } from './take/npy.ts';
import { type Nested, readTensor } from './take/tensor.ts';

/** What somebody has put into the page, before it is checked. */
export interface Given {
  files: File[];
  texts: string[];
  tensors: Record<string, TensorGiven>;
}

/** A tensor as JSON, or as a file that is too long to be shown. */
export interface TensorGiven {
  text: string;
  file: File | null;
}

export const NOTHING: Given = { files: [], texts: [''], tensors: {} };

/** By input: `files`, `text0`, `text1`, or a tensor's name. */
export type Faults = Record<string, string>;

/** What is to be sent, or what is wrong with what was given. */
export function read(contract: Contract, given: Given): { asked: Asked } | { faults: Faults } {
  if (contract.takes === 'text') return readTexts(contract, given.texts);
  if (contract.takes === 'tensors') return readTensors(contract.tensors, given.tensors);
  return readFiles(contract, given.files);
}

function readTexts({ compares, pairs }: Contract, texts: string[]): ReturnType<typeof read> {
  const [first = '', second = ''] = texts;
  if (!first.trim()) return { faults: { text0: 'Write something here first.' } };
  if (pairs && !second.trim())
    return { faults: { text1: 'Write the second text first: the model reads both.' } };
  if (pairs) return { asked: { json: { text: first, text_pair: second } } };
  if (compares && second.trim()) return { asked: { json: { texts: [first, second] } } };
  return { asked: { json: { text: first } } };
}

function readFiles(contract: Contract, files: File[]): ReturnType<typeof read> {
  const { takes, most } = contract;
  const what = takes === 'sound' ? 'sound' : 'picture';
  if (files.length === 0) return { faults: { files: `Choose a ${what} first.` } };
  if (files.length > most.files)
    return { faults: { files: `At most ${most.files} at once; here are ${files.length}. Take some out.` } };
  const tooLarge = files.find(({ size }) => most.bytes !== null && size > most.bytes);
  if (tooLarge) return { faults: { files: `${tooLarge.name} is larger than the service takes.` } };
  const name = takes === 'sound' ? 'audio' : 'image';
  return { asked: { files: files.map((file): [string, File] => [name, file]) } };
}

/** All as JSON, or all as files where one of them is a file. */
function readTensors(inputs: TensorInput[], given: Given['tensors']): ReturnType<typeof read> {
  const faults: Faults = {};
  const values: [TensorInput, Nested | File][] = [];
  for (const input of inputs) {
    const { text = '', file = null } = given[input.name] ?? {};
    const found = file ?? readTensor(text, input);
    if (!(found instanceof File) && 'fault' in found) faults[input.name] = found.fault;
    else values.push([input, found instanceof File ? found : found.value]);
  }
  if (Object.keys(faults).length > 0) return { faults };
  if (!values.some(([, value]) => value instanceof File))
    return {
      asked: { json: { inputs: Object.fromEntries(values.map(([{ name }, value]) => [name, value])) } },
    };
  const texts = inputs.filter(({ type }) => type === 'string');
  if (texts.length > 0)
    return {
      faults: Object.fromEntries(
        texts.map(({ name }) => [name, 'Texts cannot go with files: give all inputs as JSON.']),
      ),
    };
  return {
    asked: {
      files: values.map(([{ name, type }, value]): [string, File] => {
        if (value instanceof File) return [name, renamed(value, `${name}.npy`)];
        const bytes = writeNpy(elements(value), typeOf(type));
        return [name, madeHere(new File([bytes], `${name}.npy`))];
      }),
    },
  };
}
