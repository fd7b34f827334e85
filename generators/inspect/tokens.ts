/** Words that cells are made of: what means "missing", and what means yes and no. */

/** Spellings of "missing"; cells are compared after trimming, ignoring case. */
export const MISSING_TOKENS = [
  '',
  'NA',
  'N/A',
  '#N/A',
  'n.a.',
  '<NA>',
  'NaN',
  '#NA',
  'null',
  '(null)',
  '\\N',
  'nil',
  'None',
  '-',
  '--',
  '?',
  '.',
  '#NULL!',
  '#VALUE!',
  '#DIV/0!',
  '#REF!',
];

const MISSING = new Set(MISSING_TOKENS.map((token) => token.toLowerCase()));
const LONGEST = Math.max(...MISSING_TOKENS.map((token) => token.length));

/** Whether a trimmed cell means "missing". */
export function isMissing(text: string): boolean {
  return text.length <= LONGEST && MISSING.has(text.toLowerCase());
}

/** Pairs of [yes, no], in lower case. A column is yes/no if it holds both words of one pair and nothing else. */
const YES_NO: [string, string][] = [
  ['yes', 'no'],
  ['y', 'n'],
  ['true', 'false'],
  ['t', 'f'],
  ['1', '0'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['j', 'n'],
  ['wahr', 'falsch'],
  ['oui', 'non'],
  ['o', 'n'],
  ['vrai', 'faux'],
  ['sí', 'no'],
  ['si', 'no'],
  ['s', 'n'],
  ['verdadero', 'falso'],
  ['sì', 'no'],
  ['vero', 'falso'],
  ['sim', 'não'],
  ['sim', 'nao'],
  ['evet', 'hayir'],
  ['kyllä', 'ei'],
  ['так', 'ні'],
  ['예', '아니요'],
  ['예', '아니오'],
  ['verdadeiro', 'falso'],
  ['ja', 'nee'],
  ['waar', 'onwaar'],
  ['ja', 'nej'],
  ['sand', 'falsk'],
  ['sant', 'falskt'],
  ['tak', 'nie'],
  ['ano', 'ne'],
  ['igen', 'nem'],
  ['да', 'нет'],
  ['evet', 'hayır'],
  ['ναι', 'όχι'],
  ['はい', 'いいえ'],
  ['是', '否'],
];

/** Words of several pairs that one column may mix: somebody wrote yes, somebody else 1. */
const USUAL = new Map<string, boolean>(
  YES_NO.slice(0, 5).flatMap(([yes, no]): [string, boolean][] => [
    [yes, true],
    [no, false],
  ]),
);

/** The source's spellings of yes and no, if `values` (trimmed, none missing) are one such pair, or words that programs use. */
export function yesNo(values: Iterable<string>): { yes: string[]; no: string[] } | null {
  const spellings = new Map<string, string[]>();
  for (const value of values) {
    const word = /^[01]\.0+$/.test(value) ? value.slice(0, 1) : value.normalize('NFC').toLowerCase();
    spellings.set(word, [...(spellings.get(word) ?? []), value]);
    if (spellings.size > USUAL.size) return null;
  }
  if ([...spellings.keys()].every((word) => USUAL.has(word))) {
    const [yes, no] = [true, false].map((meant) =>
      [...spellings].flatMap(([word, same]) => (USUAL.get(word) === meant ? same : [])).sort(),
    ) as [string[], string[]];
    return yes.length > 0 && no.length > 0 ? { yes, no } : null;
  }
  for (const [yes, no] of YES_NO) {
    const yesses = spellings.get(yes);
    const noes = spellings.get(no);
    if (spellings.size === 2 && yesses && noes) return { yes: yesses.sort(), no: noes.sort() };
  }
  return null;
}
