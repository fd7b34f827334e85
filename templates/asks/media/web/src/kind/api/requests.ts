import { curl, literal, python, quoted } from '../../show/program.ts';
import { base64Of } from '../take/bytes.ts';
import { nameOnDisk } from '../take/disk.ts';
import type { Asked } from './predict.ts';

/** A shell takes no longer argument than 128 KB: what is longer is handed to curl as its input. */
const LONGEST_ARGUMENT = 100_000;
const LINE = 76;

/** The request as a command for a POSIX shell. A file that lies on nobody's disk is written there first. */
export async function asCurl(url: string, asked: Asked): Promise<string> {
  if ('json' in asked) return withJson(url, JSON.stringify(asked.json));
  const made = asked.files.filter(([, file]) => nameOnDisk(file) === null);
  const written = await Promise.all(made.map(([, file]) => writing(file)));
  const parts = asked.files.map(([name, file]) => `-F ${quoted(`${name}=@${pathOf(file)}`)}`);
  return [...written, curl(url, parts.join(' '))].join('\n');
}

function withJson(url: string, body: string): string {
  const type = "-H 'content-type: application/json'";
  if (body.length <= LONGEST_ARGUMENT) return curl(url, `${type} -d ${quoted(body)}`);
  return `${curl(url, `${type} --data-binary @-`)} <<'END'\n${body}\nEND`;
}

async function writing(file: File): Promise<string> {
  const lines = (await base64Of(file)).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [`base64 -d > ${quoted(file.name)} <<'END'`, ...lines, 'END'].join('\n');
}

/** As curl wants a name with signs of its own; and the name that is sent, where the file is called otherwise. */
function pathOf(file: File): string {
  const onDisk = nameOnDisk(file) ?? file.name;
  const path = /[",;\\]/.test(onDisk) ? `"${onDisk.replace(/["\\]/g, '\\$&')}"` : onDisk;
  return onDisk === file.name ? path : `${path};filename=${file.name}`;
}

/** The request as a Python program. */
export async function asPython(url: string, asked: Asked): Promise<string> {
  if ('json' in asked) return python(url, [`body = ${literal(asked.json)}`], 'json=body');
  const parts = await Promise.all(asked.files.map(partOf));
  const isMade = asked.files.some(([, file]) => nameOnDisk(file) === null);
  return python(url, ['files = [', ...parts, ']'], 'files=files', isMade ? ['base64'] : []);
}

async function partOf([name, file]: [string, File]): Promise<string> {
  const onDisk = nameOnDisk(file);
  const content =
    onDisk === null ? `base64.b64decode("${await base64Of(file)}")` : `open(${JSON.stringify(onDisk)}, "rb")`;
  return `    (${JSON.stringify(name)}, (${JSON.stringify(file.name)}, ${content})),`;
}
