import { curl, literal, python, quoted } from '../../show/program.ts';
import type { Row } from '../contract/api.ts';

/** The request as a command for a POSIX shell. */
export function asCurl(url: string, row: Row): string {
  return curl(url, `-H 'content-type: application/json' -d ${quoted(JSON.stringify(row))}`);
}

/** The request as a Python program. */
export function asPython(url: string, row: Row): string {
  const lines = Object.entries(row).map(([name, value]) => `    ${JSON.stringify(name)}: ${literal(value)},`);
  return python(url, ['row = {', ...lines, '}'], 'json=row');
}
