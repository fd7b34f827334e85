/** `npm run bench [-- name…]`: runs every bench/*.mjs that exports `run`, and writes docs/BENCHMARKS.md. */
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, '..', 'docs', 'BENCHMARKS.md');
const wanted = process.argv.slice(2);

const sections = [];
for (const name of readdirSync(here).sort()) {
  if (!name.endsWith('.mjs') || name === basename(import.meta.url)) continue;
  const title = basename(name, '.mjs');
  if (wanted.length > 0 && !wanted.includes(title)) continue;
  const { run } = await import(pathToFileURL(join(here, name)).href);
  if (typeof run !== 'function') continue;
  console.log(`\n${title}`);
  const rows = await run();
  for (const { what, value, unit, bar, ok } of rows) {
    console.log(`  ${ok ? '✔' : '✘'} ${what}: ${shown(value)} ${unit}${bar === null ? '' : `   (${bar})`}`);
  }
  sections.push({ title, rows });
}

if (wanted.length === 0) writeFileSync(page, report());
process.exitCode = sections.every(({ rows }) => rows.every(({ ok }) => ok)) ? 0 : 1;

function report() {
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}`;
  const tables = sections.flatMap(({ title, rows }) => [
    `## ${title}`,
    '',
    '| what | measured | bar | |',
    '|---|---:|---|---|',
    ...rows.map(
      ({ what, value, unit, bar, ok }) =>
        `| ${what} | ${`${shown(value)} ${unit}`.trim()} | ${bar ?? ''} | ${bar === null ? '' : ok ? '✔' : '✘'} |`,
    ),
    '',
  ]);
  const head = [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\`. ${machine}.`,
    'Interleaved medians of one run; what is compared ran in the same rounds.',
    '',
  ];
  return [...head, ...tables].join('\n');
}

function shown(value) {
  if (Number.isInteger(value)) return String(value);
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}
