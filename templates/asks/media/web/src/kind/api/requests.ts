import type { Asked } from './predict.ts';

/** The request as a command for a POSIX shell. Files are named as they were chosen. */
export function asCurl(url: string, asked: Asked): string {
  if ('files' in asked) {
    const parts = asked.files.map(([name, file]) => ` -F ${quoted(`${name}=@${file.name}`)}`);
    return `curl -s '${url}'${parts.join('')}`;
  }
  return `curl -s '${url}' -H 'content-type: application/json' -d ${quoted(JSON.stringify(asked.json))}`;
}

/** The request as a Python program that needs nothing but `requests`. */
export function asPython(url: string, asked: Asked): string {
  if ('files' in asked) {
    const parts = asked.files.map(
      ([name, file]) => `    (${JSON.stringify(name)}, open(${JSON.stringify(file.name)}, "rb")),`,
    );
    return ['import requests', '', 'files = [', ...parts, ']', call(url, 'files=files')].join('\n');
  }
  return ['import requests', '', `body = ${python(asked.json)}`, call(url, 'json=body')].join('\n');
}

const call = (url: string, body: string) =>
  `print(requests.post(${JSON.stringify(url)}, ${body}, timeout=60).json())`;

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A value of JSON as Python writes it. */
function python(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}: ${python(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
