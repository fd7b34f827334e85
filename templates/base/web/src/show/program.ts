import { isSignedIn } from '../door/session.ts';

/** A call of the API as a command for a POSIX shell. Where the page needed a key, so does the command: `API_KEY` holds it. */
export function curl(url: string, sends: string): string {
  const key = isSignedIn() ? ' -H "authorization: Bearer $API_KEY"' : '';
  return `curl -s '${url}'${key} ${sends}`;
}

/** A call of the API as a Python program that needs nothing but `requests`: what it sends, and the lines that make that. */
export function python(url: string, lines: string[], sends: string, modules: string[] = []): string {
  const key = isSignedIn() ? ', headers={"Authorization": "Bearer " + os.environ["API_KEY"]}' : '';
  const known = [...modules, ...(key ? ['os'] : [])].map((name) => `import ${name}`);
  return [
    ...known,
    ...(known.length > 0 ? [''] : []),
    'import requests',
    '',
    ...lines,
    `print(requests.post(${JSON.stringify(url)}, ${sends}${key}, timeout=60).json())`,
  ].join('\n');
}

/** Between single quotes, as a shell takes it as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A value of JSON as Python writes it. */
export function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}: ${literal(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
