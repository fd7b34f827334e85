/** Names of classes, in the ways in which people write them down. In the order of the model's outputs. */

/** One name a line; `0 cat`, `0: cat` and `n01440764 tench` are told by all lines being so. */
export function labelsFromText(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  const numbered = lines.map((line) => /^(\d+)\s*[:,;\t ]\s*(\S.*)$/.exec(line));
  if (lines.length > 0 && numbered.every((found, at) => found !== null && Number(found[1]) === at))
    return numbered.map((found) => found?.[2] ?? '');
  const wordnet = lines.map((line) => /^n\d{8}\s+(\S.*)$/.exec(line));
  if (lines.length > 0 && wordnet.every((found) => found !== null))
    return wordnet.map((found) => found?.[1] ?? '');
  return lines;
}

/** A list of names, `{"0": "cat"}`, or `{"cat": 0}`; null where it is none of them. */
export function labelsFromJson(value: unknown): string[] | null {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  const byNumber = entries.every(([key, name]) => /^\d+$/.test(key) && typeof name === 'string')
    ? entries.map(([key, name]): [number, string] => [Number(key), name as string])
    : entries.every(([, at]) => Number.isInteger(at))
      ? entries.map(([name, at]): [number, string] => [at as number, name])
      : [];
  if (byNumber.length === 0) return null;
  byNumber.sort(([a], [b]) => a - b);
  return byNumber.every(([number], at) => number === at) ? byNumber.map(([, name]) => name) : null;
}

/**
 * What producers write into the model itself: `names` as a Python dict (Ultralytics), `labels` or `classes` as JSON or
 * with commas between; null where there is nothing of the kind.
 */
export function labelsFromMetadata(metadata: Record<string, string>): string[] | null {
  for (const key of ['names', 'labels', 'classes', 'id2label', 'class_names']) {
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
function labelsFromPython(text: string): string[] | null {
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
