/** The settings that only one way of asking has: its `.env.example` stands below base's, and compose.yaml hands them on. */

export const SETTINGS = '.env.example';

/** Where things lie in the container is the image's. */
const INSIDE = new Set(['RUNTIME']);

/** compose.yaml with a line for each setting that `example` names, behind those that it hands on already. */
export function handedOn(compose: Buffer, example: Buffer): string {
  const names = [...example.toString('utf8').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name = '']) => name);
  const lines = names.filter((name) => !INSIDE.has(name)).map((name) => `      ${name}: \${${name}:-}\n`);
  return compose.toString('utf8').replace(/^( {6}[A-Z_]+: \$\{.*\n)+/m, (handed) => handed + lines.join(''));
}
