/** Tables as people have them. `rows` is how many of them come out, 40 unless it says so. */
import { gzipSync } from 'node:zlib';
import type { Reading } from '../../generators/inspect/readers/reader.ts';

const body = (row: (i: number) => string, end = '\n', count = 40) =>
  Array.from({ length: count }, (_, i) => row(i) + end).join('');
const plain = body((i) => `${i},x${i % 3},${i % 2}`);
const records = Array.from({ length: 40 }, (_, i) => ({
  n: i,
  ...(i % 4 ? { sometimes: i / 2 } : {}),
  nested: { a: `ü${i % 3}`, deeper: { b: i % 2 === 0, c: null } },
  list: [1, 2.5, 'x "y"', null, { k: true }],
  1: `ones ${i}`,
}));

export interface Awkward {
  content: string | Uint8Array;
  rows?: number;
  /** The names that come out, where that is in question. */
  names?: string[];
  /** What is said of the table as a whole. */
  codes?: string[];
  reading?: Reading;
}

export const AWKWARD: Record<string, Awkward> = {
  'repeated names': {
    content: `name,name,age,name_2,name\n${body((i) => `${i},x${i % 3},${i % 7},${i % 5},${i % 2}`)}`,
  },
  'names that differ in white space only': {
    content: ` a ,a,"a  b",a b\n${body((i) => `${i},${i % 3},${i % 7},${i % 2}`)}`,
  },
  'nameless columns': {
    content: `,x,,column_3,y\n${body((i) => `${i + 90},${i % 3},${i % 7},${i % 4},${i % 2}`)}`,
  },
  'rows of delimiters only': {
    content: `a,b,c\n${body((i) => (i % 5 ? `${i},${i % 3},${i % 2}` : ' ,,'))},,\n,,,,\n\n`,
    rows: 32,
  },
  'a header that ends with a delimiter': { content: `a;b;c;\n${body((i) => `${i},5;${i % 3};${i % 2}`)}` },
  'rows that end with delimiters': { content: `a;b;c\n${body((i) => `${i};${i % 3};${i % 2};;`)}` },
  'names in another Unicode form': {
    content: `Gro\u0308\u00dfe,Größe,y\n${body((i) => `${i},${i % 3},${i % 2}`)}`,
  },
  'quotes, delimiters and line breaks in cells': {
    content: `a,"b, ""c""",d\r\n${body((i) => `${i},"x, ""${i}""\r\nz",${i % 2}`, '\r\n')}`,
  },
  'single quotes': { content: `'a','b','c'\n${body((i) => `${i},'x, it''s ${i % 3}',${i % 2}`)}` },
  'a byte order mark and sep=': {
    content: `\ufeffsep=;\r\na;b;c\r\n${body((i) => `${i};${i % 3};${i % 2}`, '\r\n')}`,
  },
  'lines that end with CR': { content: `a,b,c\r${body((i) => `${i},x${i % 3},${i % 2}`, '\r')}` },
  'UTF-16': {
    content: Buffer.from(`\ufeffä\tb\tc\r\n${body((i) => `${i}\tÖ${i % 3}\t${i % 2}`, '\r\n')}`, 'utf16le'),
  },
  'windows-1251 that nobody told of': {
    content: Buffer.from(
      `a,\xee\xf2\xf2\xee\xea\n${body((i) => `${i},${i % 2 ? '\xe4\xe0' : '\xed\xe5\xf2'}`)}`,
      'latin1',
    ),
    codes: ['other-encoding'],
  },
  'windows-1251': {
    content: Buffer.from(
      `a,\xee\xf2\xf2\xee\xea\n${body((i) => `${i},${i % 2 ? '\xe4\xe0' : '\xed\xe5\xf2'}`)}`,
      'latin1',
    ),
    reading: { encoding: 'windows-1251' },
    names: ['a', 'отток'],
    codes: [],
  },
  'windows-1252, packed': {
    content: gzipSync(
      Buffer.from(`Stra\xdfe;b;c\n${body((i) => `\xe4${i};\x80${i % 3};${i % 2}`)}`, 'latin1'),
    ),
  },
  'UTF-8 of which a part is broken': {
    content: Buffer.concat(
      Array.from({ length: 40 }, (_, i) =>
        Buffer.concat([
          Buffer.from(i === 0 ? 'n,word,y\n' : ''),
          Buffer.from(`${i},Köln ${i % 3}`),
          Buffer.from(i % 20 === 9 ? [0xc3, 0xff, 0xe2, 0x82] : []),
          Buffer.from(`,${i % 2}\n`),
        ]),
      ),
    ),
    codes: ['damaged-text'],
  },
  'zero bytes': { content: `a,b,c\n${body((i) => `${i},x${i % 3}${i % 9 ? '' : '\0\0'},${i % 2}`)}` },
  'white space of many kinds around cells': {
    content: `a,\u00a0b\u2003,c\n${body((i) => `\u3000${i}\u00a0,\ufeffx${i % 3}${i % 9 ? '' : '\x1f'},\f${i % 2}\t`)}`,
  },
  'titles above the header': { content: `A report\nof last year\n\na,b,c\n${plain}` },
  'titles in rows of empty cells': {
    content: `A report,,\n,,\nof last year,,\na,b,c\n${plain}`,
    names: ['a', 'b', 'c'],
    codes: [],
  },
  'comments above the header': {
    content: `# made by a program, on a day\n// and another\n; and one more\n\na,b,c\n${plain}`,
    names: ['a', 'b', 'c'],
    codes: [],
  },
  'no header': {
    content: plain.replaceAll(/,(\d)\n/g, ',$1.5\n'),
    names: ['column_1', 'column_2', 'column_3'],
    codes: ['no-header'],
  },
  'two rows of names': {
    content: `,,Sale,,Payment,\nid,kind,net,tax,paid,on\n${body((i) => `${i},x${i % 3},${i * 2},${i / 2},${i % 2},2024-01-${10 + (i % 20)}`)}`,
    names: ['id', 'kind', 'Sale net', 'Sale tax', 'Payment paid', 'Payment on'],
    codes: ['two-header-rows'],
  },
  'units below the names': {
    content: `weight,kind,length\n(kg),,[cm]\n${body((i) => `${i}.5,x${i % 3},${i % 7}`)}`,
    names: ['weight (kg)', 'kind', 'length [cm]'],
    codes: ['two-header-rows'],
  },
  'totals at the end': {
    content: `a,b,c\n${plain}Sum,,20\nGrand total:,,40\n`,
    names: ['a', 'b', 'c'],
    codes: ['totals-row'],
  },
  'the header in the middle': {
    content: `a,b,c\n${plain}a,b,c\n${plain}`,
    rows: 80,
    codes: ['duplicate-rows', 'repeated-header'],
  },
  'rows that are too short or too long': {
    content: `a,b,c\n${body((i) => `${i},x${i % 3},${i % 2}`, '\n', 400)}1,2\n1,2,3,4\n`,
    rows: 400,
    codes: ['ragged-rows'],
  },
  '2,000 columns': {
    content: `${Array.from({ length: 2000 }, (_, i) => `c${i}`).join(',')}\n${body((i) => Array.from({ length: 2000 }, (_, k) => (i * k) % 13).join(','))}`,
  },
  'very long cells': { content: `a,b,c\n${body((i) => `${i},"${'long, '.repeat(20_000)}",${i % 2}`)}` },
  'missing in many words': {
    content: `a,b,c\n${body((i) => `${['NA', 'null', '-', '?', ' n.a. ', `${i}`][i % 6]},${i % 3},${i % 2}`)}`,
  },
  'a list of objects': { content: JSON.stringify(records, null, 2) },
  'a list on one line': { content: `\ufeff${JSON.stringify(records)}` },
  'objects in lines': { content: records.map((one) => JSON.stringify(one)).join('\n') },
  'objects in lines, of which two are none': {
    content: `${records.map((one) => JSON.stringify(one)).join('\r\n')}\r\n{"n": 1,\r\n[1]\r\n`,
    codes: ['ragged-rows'],
  },
  'lines in UTF-16, packed': {
    content: gzipSync(
      Buffer.from(`\ufeff${records.map((one) => JSON.stringify(one)).join('\n')}`, 'utf16le'),
    ),
  },
  'numbers as they are written': {
    content: body(
      (i) =>
        `{"a": 1.0, "b": ${i}e5, "c": 1234567890123456789${i % 10}, "d": ${['NaN', 'Infinity', '-Infinity', 'null'][i % 4]}, "e": [1.50, NaN, "1.50"], "a": -0.0${i}, "\\u00e4\\ud800": "x\\ud800y\\n"}`,
    ),
  },
  'a table under a key': { content: JSON.stringify({ meta: { pages: [1] }, data: records, next: null }) },
  'columns of lists': {
    content: JSON.stringify({ n: records.map(({ n }) => n), word: records.map(({ n }) => `w${n % 3}`) }),
  },
  'columns as pandas writes them': {
    content: JSON.stringify({
      n: Object.fromEntries(records.map(({ n }) => [`${n}`, n])),
      word: Object.fromEntries(records.map(({ n }) => [`${n}`, n % 2 ? 'odd' : null])),
    }),
  },
  'columns and data': {
    content: JSON.stringify({
      columns: ['n', 'word'],
      index: [],
      data: records.map(({ n }) => [n, `w${n % 3}`]),
    }),
  },
  ...Object.fromEntries(
    Object.entries({
      'iso-8859-15': 'bc757672652a20a4',
      cp1250: 'aff3b3e6',
      cp1251: 'cceef1eae2e0',
      'koi8-r': 'edcfd3cbd7c1',
      shift_jis: '938c8b9e835c',
      'euc-jp': 'c5ecb5fe',
      gb18030: 'b1b1bea98139ee39',
      'euc-kr': 'bcadbfef',
      big5: 'bb4fa55fa55c',
    }).map(([encoding, word]) => [
      encoding,
      {
        content: Buffer.concat(
          Array.from({ length: 40 }, (_, i) =>
            Buffer.concat([
              Buffer.from(i === 0 ? 'n,word,y\n' : ''),
              Buffer.from(`${i},"`),
              Buffer.from(word, 'hex'),
              Buffer.from(`${i % 3}",${i % 2}\n`),
            ]),
          ),
        ),
        reading: { encoding },
      },
    ]),
  ),
};
