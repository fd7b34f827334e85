/** What was understood of a table: its columns, what is predicted, and what to know. */
import type { ColumnSummary } from '../inspect/summary.ts';
import type { Column, TabularDraft } from '../spec.ts';
import { splitLine } from './split.ts';
import { type Paint, pad, shorten, widthOf } from './style.ts';

const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6, useGrouping: 'min2' });
const count = new Intl.NumberFormat('en-US');
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const MAX_COLUMNS_SHOWN = 60;

/** 1100000 → `1.1 MB`. */
export function bytesInWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step]}`;
}

/** The table as lines; `summaries` go with `spec.columns`. `seconds` is how long reading took, null if not read now. */
export function understoodLines(
  spec: TabularDraft,
  summaries: readonly ColumnSummary[],
  name: string,
  seconds: number | null,
  paint: Paint,
): string[] {
  const facts = [
    `${count.format(spec.rows)} rows`,
    `${count.format(spec.columns.length)} columns`,
    bytesInWords(spec.source.bytes),
    ...(seconds === null ? [] : [`read in ${seconds.toFixed(1)} s`]),
  ];
  return [
    `  ${paint.bold(shorten(name, 60))}   ${facts.join(' · ')}`,
    '',
    ...columnLines(spec, summaries, paint),
    ...splitLines(spec, paint),
    ...warningLines(spec, paint),
  ];
}

function columnLines(spec: TabularDraft, summaries: readonly ColumnSummary[], paint: Paint): string[] {
  const target = spec.columns.find(({ field }) => field === spec.target?.field);
  const others = spec.columns.filter((column) => column !== target);
  const shown = [...others.slice(0, MAX_COLUMNS_SHOWN), ...(target ? [target] : [])];
  const rows = shown.map((column) => cells(column, summaries[spec.columns.indexOf(column)], spec));
  const head = ['column', 'type', 'range / values', 'missing', 'note'];
  const widths = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map(widthOf)),
  );
  const line = (row: string[]): string =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join('   ')
      .trimEnd();
  const hidden = others.length - Math.min(others.length, MAX_COLUMNS_SHOWN);
  const lines = rows.map((row, at) => {
    const column = shown[at];
    if (column === target) return `  ${paint.green('→')} ${paint.bold(line(row))}`;
    return `    ${column?.included ? line(row) : paint.dim(line(row))}`;
  });
  if (hidden > 0)
    lines.splice(MAX_COLUMNS_SHOWN, 0, paint.dim(`    … and ${count.format(hidden)} more columns`));
  return [`    ${paint.dim(line(head))}`, ...lines];
}

function cells(column: Column, summary: ColumnSummary | undefined, spec: TabularDraft): string[] {
  const isTarget = column.field === spec.target?.field;
  const note = [column.note, ...(isTarget ? ['target', spec.task] : [])].filter(Boolean).join(', ');
  return [
    shorten(column.name, 32),
    column.type === 'boolean' ? 'yes/no' : column.type,
    range(column, summary, unitOf(column, spec)),
    share(column.missing, spec.rows),
    shorten(note, 60),
  ];
}

function unitOf({ field }: Column, { features, target }: TabularDraft): string {
  const known = features.find((feature) => feature.field === field) ?? target;
  return known?.field === field && known.unit !== null ? ` ${shorten(known.unit, 12)}` : '';
}

function range(
  { type, min, max, categories }: Column,
  summary: ColumnSummary | undefined,
  unit: string,
): string {
  if (min !== null && max !== null) {
    const median = type === 'identifier' ? null : (summary?.median ?? null);
    return `${value(min)} … ${value(max)}${unit}${median === null ? '' : ` (median ${value(median)})`}`;
  }
  if (categories === null) return manyValues(summary);
  if (categories.length === 2) return categories.map((one) => withShare(one, summary)).join(', ');
  const first = categories.slice(0, 3).map((one) => shorten(one, 14));
  return `${first.join(', ')}${categories.length > 3 ? ` +${categories.length - 3}` : ''}`;
}

function manyValues(summary: ColumnSummary | undefined): string {
  if (summary === undefined || summary.distinct < 2) return '';
  return `${summary.exact ? '' : 'about '}${count.format(summary.distinct)} values`;
}

function withShare(category: string, summary: ColumnSummary | undefined): string {
  const top = summary?.top.find((one) => one.value === category);
  return top === undefined
    ? shorten(category, 14)
    : `${shorten(category, 14)} ${share(top.share, 1) || '0 %'}`;
}

const value = (one: number | string): string =>
  typeof one === 'number' ? number.format(one) : shorten(one, 25);

/** Never "0 %" for some, never "100 %" for nearly all. */
function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '';
  const percent = (100 * part) / whole;
  if (percent < 1) return '< 1 %';
  return percent > 99 && part < whole ? '> 99 %' : `${Math.round(percent)} %`;
}

function splitLines({ split }: TabularDraft, paint: Paint): string[] {
  const line = splitLine(split);
  return line === null ? [] : ['', `  ${paint.cyan('▸')} ${line.replace(/\p{Cc}/gu, '·')}`];
}

function warningLines({ warnings }: TabularDraft, paint: Paint): string[] {
  if (warnings.length === 0) return [];
  return ['', ...warnings.map(({ message }) => `  ${paint.yellow('!')} ${message.replace(/\p{Cc}/gu, '·')}`)];
}
