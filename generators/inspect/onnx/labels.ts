/** Names of classes, in the ways in which people write them down. In the order of the model's outputs. */

/**
 * One name a line; numbers before or behind them (`0 cat`, `1: cat`, `cat,0`), a heading above such lines, `n01440764 tench`,
 * and how lists are written elsewhere (`- cat`, `"cat",`) are told by all lines being so.
 */
export function labelsFromText(text: string): string[] {
  const lines = bareLines(text);
  const [first = '', ...below] = lines;
  const headed = HEADING.test(first) ? withNumbers(below) : null;
  const found = withNumbers(lines) ?? headed ?? matched(lines, /^n\d{8}\s+(?<name>\S.*)$/);
  if (found !== null) return found;
  return below.length === 0 && first.includes(',') ? first.split(',').map((name) => name.trim()) : lines;
}

/** `id,label`, `names:`: no class is called so. */
const HEADING = /\b(id|index|(class|label|name)(es|s)?)\b/i;

/** Without what stands around every name. */
function bareLines(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/^(# .*\r?\n)+/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  const listed = matched(lines, /^- (?<name>.+)$/) ?? lines;
  return (
    matched(listed, /^(?<quote>["'])(?<name>.+)\k<quote>,?$/) ??
    matched(listed, /^(?<name>[^,]+),?$/) ??
    listed
  );
}

/** Names of lines that are numbered from 0 or from 1, without a gap; null where they are not. */
function withNumbers(lines: string[]): string[] | null {
  const before = pairs(lines, /^(?<number>\d+)\s*[:,;\t ]\s*(?<name>\S.*)$/);
  const behind = before ?? pairs(lines, /^(?<name>.*\S)\s*[:,;\t]\s*(?<number>\d+)$/);
  return behind === null ? null : numbered(behind);
}

function pairs(lines: string[], pattern: RegExp): [number: number, name: string][] | null {
  const found = lines.map((line) => pattern.exec(line)?.groups);
  if (found.length === 0 || found.includes(undefined)) return null;
  return found.map((groups) => [Number(groups?.number), unquoted(groups?.name ?? '')]);
}

const unquoted = (name: string): string => name.replace(/^(["'])(.+)\1$/, '$2');

/** The part `name` of every line, if all are like `pattern`. */
function matched(lines: string[], pattern: RegExp): string[] | null {
  const names = lines.map((line) => pattern.exec(line)?.groups?.name);
  return names.length > 0 && names.every((name) => name !== undefined) ? names : null;
}

/**
 * A list of names, `{"0": "cat"}` or `{"cat": 0}`, also one level deeper (`{"labels": …}`); a name may be
 * `["n01440764", "tench"]` or `{"id": 0, "name": "cat"}`. Null where it is none of them.
 */
export function labelsFromJson(value: unknown, depth = 0): string[] | null {
  if (Array.isArray(value)) return named(inOrder(value));
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  if (entries.length === 0) return null;
  if (entries.every(([key]) => /^\d+$/.test(key)))
    return numbered(entries.map(([key, name]) => [Number(key), nameOf(name)]));
  if (entries.every(([, at]) => Number.isInteger(at)))
    return numbered(entries.map(([name, at]) => [at as number, name]));
  if (depth > 0) return null;
  for (const key of KEYS) {
    const found = labelsFromJson((value as Record<string, unknown>)[key], depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** What names of classes are kept under, in files and in a model's metadata. */
const KEYS = ['names', 'labels', 'classes', 'id2label', 'class_names', 'label2id', 'categories'];

/** One name: the word itself, the last of a list, or an object's `name` or `label`. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string') ? (value.at(-1) ?? null) : null;
  if (typeof value !== 'object' || value === null) return null;
  const { name, label, display_name: display } = value as Record<string, unknown>;
  return [name, label, display].find((one): one is string => typeof one === 'string') ?? null;
}

/** Objects with numbers lie in the order of these. */
function inOrder(values: unknown[]): (string | null)[] {
  const ids = values.map((value) => (value as { id?: unknown } | null)?.id);
  if (values.length === 0 || !ids.every(Number.isInteger)) return values.map(nameOf);
  return numbered(values.map((value, at) => [ids[at] as number, nameOf(value)])) ?? [null];
}

const named = (names: (string | null)[]): string[] | null =>
  names.length > 0 && names.every((name): name is string => name !== null) ? names : null;

/** Counted from 0 or from 1, without a gap. */
function numbered(pairs: [number: number, name: string | null][]): string[] | null {
  const sorted = [...pairs].sort(([a], [b]) => a - b);
  const [[start] = [0]] = sorted;
  const counts = (start === 0 || start === 1) && sorted.every(([number], at) => number === start + at);
  return counts ? named(sorted.map(([, name]) => name)) : null;
}

/**
 * What producers write into the model itself: `names` as a Python dict (Ultralytics), `labels` or `classes` as JSON or
 * with commas between; null where there is nothing of the kind.
 */
export function labelsFromMetadata(metadata: Record<string, string>): string[] | null {
  for (const key of KEYS) {
    const text = metadata[key];
    if (text === undefined) continue;
    const names = labelsFromJson(parsed(text)) ?? labelsFromPython(text) ?? labelsFromCommas(text);
    if (names !== null) return names;
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `{0: 'person', 1: "boy's toy"}` or `['a', 'b']`. */
export function labelsFromPython(text: string): string[] | null {
  if (!/^\s*[[{].*[\]}]\s*$/s.test(text)) return null;
  const words = [...text.matchAll(/(?:(\d+)\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  const names = words.map(([, , single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'));
  const inOrder = words.every(([, number], at) => number === undefined || Number(number) === at);
  return inOrder && names.length > 0 ? names : null;
}

function labelsFromCommas(text: string): string[] | null {
  const names = text.split(/[,\n]/).map((name) => name.trim());
  return names.length > 1 && names.every((name) => name !== '') ? names : null;
}
