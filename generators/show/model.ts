/** What was understood of a model: what goes in and comes out, what it is for and why, what stands around it. */
import type { OnnxValue } from '../inspect/onnx/values.ts';
import { type Answers, flagOf, question } from '../questions.ts';
import type { ImageSteps, OnnxSpec } from '../spec.ts';
import { type Paint, pad, shorten, widthOf } from './style.ts';
import { bytesInWords } from './understood.ts';

const count = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const MAX_VALUES_SHOWN = 30;

/** The model as lines. `guessed` are the answers that no file gives; `seconds` is how long reading took. */
export function modelLines(
  spec: OnnxSpec,
  guessed: readonly (keyof Answers)[],
  name: string,
  seconds: number,
  paint: Paint,
): string[] {
  const { model, source } = spec;
  const opset = model.opsets['ai.onnx'];
  const facts = [
    ...(opset === undefined ? [] : [`opset ${opset}`]),
    ...(model.parameters === 0 ? [] : [`${compact.format(model.parameters)} parameters`]),
    bytesInWords(source.bytes),
    ...(model.external.length > 0
      ? [
          `weights in ${model.external.length === 1 ? 'a file' : `${count.format(model.external.length)} files`} beside it`,
        ]
      : []),
    ...(model.producer.name === ''
      ? []
      : [`by ${shorten(`${model.producer.name} ${model.producer.version}`.trim(), 30)}`]),
    `read in ${seconds.toFixed(1)} s`,
  ];
  return [
    `  ${paint.bold(shorten(name, 60))}   ${facts.join(' · ')}`,
    '',
    ...valueLines(spec, paint),
    '',
    `  ${paint.green('→')} ${paint.bold(spec.task)}   ${paint.dim(shorten(spec.suggested ? `because ${spec.reason}` : spec.reason, 160))}`,
    ...[...stepLines(spec), ...guessedLines(guessed)].map((line) => `    ${line}`),
    ...warningLines(spec, paint),
  ];
}

function valueLines({ model }: OnnxSpec, paint: Paint): string[] {
  const rows = [
    ...model.inputs.map((one) => cells('in', one)),
    ...model.outputs.map((one) => cells('out', one)),
  ];
  const head = ['', 'name', 'type', 'shape'];
  const widths = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map(widthOf)),
  );
  const line = (row: string[]): string =>
    `    ${row.map((cell, at) => pad(cell, widths[at] ?? 0)).join('   ')}`.trimEnd();
  const hidden = rows.length - MAX_VALUES_SHOWN;
  return [
    paint.dim(line(head)),
    ...rows.slice(0, MAX_VALUES_SHOWN).map(line),
    ...(hidden > 0 ? [paint.dim(`    … and ${count.format(hidden)} more`)] : []),
  ];
}

const cells = (place: string, { name, type, shape }: OnnxValue): string[] => [
  place,
  shorten(name, 40),
  type,
  shape === null ? '' : `[${shape.map((length) => shorten(String(length ?? '?'), 16)).join(', ')}]`,
];

/** What stands before and behind the model, in words. */
function stepLines({ steps, labels, rows }: OnnxSpec): string[] {
  const { image, text, audio, output } = steps;
  const lines: string[] = [];
  if (image !== undefined) lines.push(imageLine(image));
  if (text !== undefined) {
    const tokens = `${text.tokenizer?.split('/').at(-1)}, at most ${text.max_length} tokens`;
    lines.push(`text     ${text.pair ? 'two: ' : ''}${text.tokenizer === null ? 'as it is' : tokens}`);
  }
  if (audio !== undefined) lines.push(`sound    ${count.format(audio.rate)} samples a second, one channel`);
  if (rows !== null) {
    const names = rows.features.map(({ field }) => field);
    lines.push(
      `columns  ${shorten(names.slice(0, 6).join(', '), 90)}${names.length > 6 ? ` +${names.length - 6}` : ''}`,
    );
  }
  if (steps.rows?.scaler)
    lines.push(`scaled   by the ${steps.rows.scaler.mean.length} means and scales of the scaler beside it`);
  if (output !== undefined && /classification|audio|tabular/.test(steps.task) && rows?.task !== 'regression')
    lines.push(
      `scores   ${output.activation === 'none' ? 'are probabilities' : `${output.activation} makes them probabilities`}`,
    );
  if (labels !== null)
    lines.push(
      `labels   ${labels
        .slice(0, 4)
        .map((label) => shorten(label, 20))
        .join(', ')}${labels.length > 4 ? ` +${labels.length - 4}` : ''}`,
    );
  return lines;
}

/** What stands above without a file that says so, and the flags that say otherwise. */
function guessedLines(guessed: readonly (keyof Answers)[]): string[] {
  const flags = guessed.filter((id) => id !== 'labels').map((id) => flagOf(question(id)));
  return [
    ...(guessed.includes('labels') ? ['labels   none found: --labels names its classes'] : []),
    ...(flags.length > 0 ? [`guessed  no file says it; to say otherwise: ${flags.join(', ')}`] : []),
  ];
}

function imageLine({ height, width, resize, colour, scale, mean, std }: ImageSteps): string {
  const size = height === null || width === null ? 'as large as it is' : `${height} × ${width} (${resize})`;
  const plain = mean.every((one) => one === 0) && std.every((one) => one === 1);
  const top = Math.round(255 * scale * 1000) / 1000;
  const numbers = plain ? `0 … ${top}` : `0 … ${top}, less ${list(mean)}, divided by ${list(std)}`;
  return `picture  ${size}, ${colour}, ${numbers}`;
}

const list = (values: number[]): string =>
  new Set(values).size === 1 ? String(values[0]) : values.join(' ');

function warningLines({ warnings }: OnnxSpec, paint: Paint): string[] {
  if (warnings.length === 0) return [];
  return ['', ...warnings.map(({ message }) => `  ${paint.yellow('!')} ${message.replace(/\p{Cc}/gu, '·')}`)];
}
