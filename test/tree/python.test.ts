import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { declaration, pyInteger, pyNumber, pyString } from '../../generators/tree/python.ts';

/** What Python makes of literals, as JSON. */
function evaluated(literals: string[]): unknown[] {
  const program =
    'import ast, json, sys; print(json.dumps([ast.literal_eval(it) for it in json.load(sys.stdin)]))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(literals),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

describe('literals', () => {
  const texts = [
    '',
    'plain',
    'it\'s "quoted"',
    '\'\'\' and """',
    '"""',
    'back\\slash \\',
    '\\n is not a line break, but this is:\n',
    '\r\n\t\0\x07',
    'Köln 🐧 日本',
    '👩\u200d👩\u200d👧 family',
    'right\u202eto\u202cleft \u200fmark',
    'thin space zero\u200bwidth \ufeff bom',
    '{{handlebars}} {curly} %s $shell',
    '\u2028 line separator',
    '\u{10ffff}',
  ];

  it('give every text back', () => {
    expect(evaluated(texts.map(pyString))).toEqual(texts);
  });

  it('show nothing invisible and no other direction of writing', () => {
    for (const text of texts) expect(pyString(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('give every number back', () => {
    const numbers = [
      0,
      -0,
      1,
      -1.5,
      1e21,
      1e308,
      5e-324,
      0.1,
      123456789012345,
      -1e-7,
      Number.MAX_SAFE_INTEGER,
    ];
    expect(evaluated(numbers.map(pyNumber))).toEqual(numbers.map((it) => it + 0));
    expect(pyInteger(1e21)).toBe('1000000000000000000000');
    expect(() => pyNumber(Number.NaN)).toThrow('NaN');
    expect(() => pyInteger(Number.POSITIVE_INFINITY)).toThrow('Infinity');
  });
});

describe('declarations', () => {
  const color = { type: ['"red"', '"blue"'], optional: true };

  it('stay on one line where they fit', () => {
    expect(declaration('color', color, 'feature', ['"Color"', 'optional=True'])).toBe(
      '    color: Literal["red", "blue"] | None = feature("Color", optional=True)',
    );
  });

  it('break the call first, then its arguments', () => {
    const long = '"x"'.padEnd(80, ' ').replace(' ', '#');
    expect(declaration('a', { type: 'Number', optional: false }, 'feature', ['"A"', `unit=${long}`])).toMatch(
      /^ {4}a: Number = feature\(\n {8}"A", unit=.*\n {4}\)$/,
    );
    const lines = declaration('a', { type: 'Number', optional: false }, 'feature', [long, long]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]?.endsWith(',')).toBe(true);
  });

  it('list categories one a line where they do not fit', () => {
    const categories = Array.from({ length: 50 }, (_, index) => pyString(`category ${index}`));
    const text = declaration('city', { type: categories, optional: true }, 'feature', ['"City"']);
    expect(text.split('\n').slice(0, 3)).toEqual([
      '    city: (',
      '        Literal[',
      '            "category 0",',
    ]);
    expect(text.endsWith('        ]\n        | None\n    ) = feature("City")')).toBe(true);
  });
});
