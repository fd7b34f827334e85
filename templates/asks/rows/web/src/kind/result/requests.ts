import type { Row } from '../contract/api.ts';

/** The request as a command for a POSIX shell. */
export function asCurl(url: string, row: Row): string {
  const body = JSON.stringify(row).replaceAll("'", `'\\''`);
  return `curl -s '${url}' -H 'content-type: application/json' -d '${body}'`;
}

/** The request as a Python program that needs nothing but `requests`. */
export function asPython(url: string, row: Row): string {
  const lines = Object.entries(row).map(([name, value]) => `    ${JSON.stringify(name)}: ${literal(value)},`);
  return [
    'import requests',
    '',
    'row = {',
    ...lines,
    '}',
    `print(requests.post(${JSON.stringify(url)}, json=row, timeout=10).json())`,
  ].join('\n');
}

function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}
