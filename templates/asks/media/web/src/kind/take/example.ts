import type { Contract } from '../contract.ts';
import { type Given, NOTHING } from '../given.ts';
import { fileOf } from './bytes.ts';
import { madeHere } from './disk.ts';
import { wavOf } from './sound.ts';
import { writeTensor } from './tensor.ts';
import { zerosOf } from './zeros.ts';

/** Models of small grey pictures mostly read signs, white on black. */
const SMALL = 64;
const SENTENCE = 'The food was wonderful and the staff was very friendly.';
const OTHER = 'We ate well, and everybody was kind to us.';
const NAMES = 'Ada Lovelace was born in London and worked with Charles Babbage.';

/** Something to ask about at the first click: the API's own example, or one made here. */
export async function exampleOf(contract: Contract): Promise<Given> {
  const { takes, compares, example } = contract;
  if (takes === 'text') return { ...NOTHING, texts: textsOf(contract) };
  if (takes === 'tensors') return { ...NOTHING, tensors: tensorsOf(contract) };
  if (takes === 'sound') {
    const told = toldFile(example.audio);
    return { ...NOTHING, files: [told ?? tone(contract.steps.audio?.rate ?? 16_000)] };
  }
  const told = toldFile(example.image);
  const { colour, width } = contract.steps.image ?? {};
  const isSign = colour === 'L' && typeof width === 'number' && width <= SMALL;
  const picture = told ?? (await (isSign ? sign() : testCard('example.png', 0)));
  return { ...NOTHING, files: compares ? [picture, await testCard('other.png', 1)] : [picture] };
}

/** The file of the API's own example. */
function toldFile(base64: unknown): File | null {
  const file = typeof base64 === 'string' ? fileOf(base64, 'example') : null;
  return file && madeHere(file);
}

function textsOf({ task, compares, pairs, example }: Contract): string[] {
  const texts = Array.isArray(example.texts) ? example.texts.map(String) : [];
  if (pairs) return [String(example.text ?? SENTENCE), String(example.text_pair ?? OTHER)];
  if (compares) return [texts[0] ?? SENTENCE, texts[1] ?? OTHER];
  const own = task === 'token-classification' ? NAMES : SENTENCE;
  return [typeof example.text === 'string' ? example.text : (texts[0] ?? own)];
}

function tensorsOf({ tensors, example }: Contract): Given['tensors'] {
  const told = (example.inputs ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    tensors.map((input) => {
      const value = told[input.name];
      return [input.name, value === undefined ? zerosOf(input) : { text: writeTensor(value), file: null }];
    }),
  );
}

/** A second that rises from a low tone to a high one. */
function tone(rate: number): File {
  const samples = Float32Array.from({ length: rate }, (_, at) => {
    const time = at / rate;
    return 0.4 * Math.sin(2 * Math.PI * (220 * time + 330 * time * time)) * Math.sin(Math.PI * time);
  });
  return wavOf(samples, rate, 'example.wav');
}

/** A three, as with a broad pen. */
function sign(): Promise<File> {
  return drawn('example.png', 160, 160, (pen) => {
    pen.fillStyle = '#000';
    pen.fillRect(0, 0, 160, 160);
    pen.strokeStyle = '#fff';
    pen.lineWidth = 20;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.arc(76, 52, 30, -2.6, 1.5);
    pen.arc(76, 110, 32, -1.5, 2.6);
    pen.stroke();
  });
}

/** A few shapes on a sky: no photograph, but every part of it is another. */
function testCard(name: string, turn: number): Promise<File> {
  return drawn(name, 320, 240, (pen) => {
    const sky = pen.createLinearGradient(0, 0, 0, 240);
    sky.addColorStop(0, turn ? '#f2a65a' : '#7fb2e5');
    sky.addColorStop(1, '#eef3f8');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = '#5d8a4a';
    pen.fillRect(0, 170, 320, 70);
    pen.fillStyle = '#f4c430';
    pen.beginPath();
    pen.arc(turn ? 70 : 250, 60, 30, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = '#a8483c';
    pen.fillRect(70, 110, 110, 90);
    pen.fillStyle = '#5c2e2a';
    pen.beginPath();
    pen.moveTo(55, 112);
    pen.lineTo(125, 60);
    pen.lineTo(195, 112);
    pen.fill();
  });
}

function drawn(
  name: string,
  width: number,
  height: number,
  draw: (pen: CanvasRenderingContext2D) => void,
): Promise<File> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d');
  if (pen) draw(pen);
  return new Promise((resolve) =>
    canvas.toBlob(
      (blob) => resolve(madeHere(new File(blob ? [blob] : [], name, { type: 'image/png' }))),
      'image/png',
    ),
  );
}
