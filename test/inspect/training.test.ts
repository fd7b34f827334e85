/** Training reads the table once more, in Python: the same columns, under the same names, and the same rows. */
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { profileTable, type TableProfile } from '../../generators/inspect/table.ts';
import { write } from './write.ts';

const PROGRAM = `
import json, sys
from pathlib import Path
sys.path.insert(0, "templates/kinds/tabular")
sys.dont_write_bytecode = True
from training.source import Source, chunks_of, header_of
told = json.loads(sys.stdin.read())
source = Source(path=Path(told["path"]), encoding=told["encoding"], delimiter=told["delimiter"], quote=told["quote"],
                missing=frozenset(token.casefold() for token in told["missing"]), skip_lines=told["skipLines"])
names = header_of(source)[: told["columns"]]
chunks = list(chunks_of(source, list(range(len(names)))))
rows = [list(row) for chunk in chunks for row in zip(*chunk.cells)]
sys.stdout.reconfigure(encoding="utf-8")
print(json.dumps({"names": names, "rows": rows, "ragged": sum(len(chunk.ragged) for chunk in chunks)}))
`;

function asTrainingReads({ source, columns }: TableProfile): unknown {
  const { stdout, stderr } = spawnSync('python3', ['-c', PROGRAM], {
    input: JSON.stringify({ ...source, columns: columns.length }),
    encoding: 'utf8',
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

const body = (row: (i: number) => string, end = '\n') =>
  Array.from({ length: 40 }, (_, i) => row(i) + end).join('');

const TABLES: Record<string, string | Uint8Array> = {
  'repeated names': `name,name,age,name_2,name\n${body((i) => `${i},x${i % 3},${i % 7},${i % 5},${i % 2}`)}`,
  'names that differ in white space only': ` a ,a,"a  b",a b\n${body((i) => `${i},${i % 3},${i % 7},${i % 2}`)}`,
  'nameless columns': `,x,,column_3,y\n${body((i) => `${i + 90},${i % 3},${i % 7},${i % 4},${i % 2}`)}`,
  'rows of delimiters only': `a,b,c\n${body((i) => (i % 5 ? `${i},${i % 3},${i % 2}` : ' ,,'))},,\n,,,,\n\n`,
  'a header that ends with a delimiter': `a;b;c;\n${body((i) => `${i},5;${i % 3};${i % 2}`)}`,
  'rows that end with delimiters': `a;b;c\n${body((i) => `${i};${i % 3};${i % 2};;`)}`,
  'names in another Unicode form': `Gro\u0308\u00dfe,Größe,y\n${body((i) => `${i},${i % 3},${i % 2}`)}`,
  'quotes, delimiters and line breaks in cells': `a,"b, ""c""",d\r\n${body((i) => `${i},"x, ""${i}""\r\nz",${i % 2}`, '\r\n')}`,
  'single quotes': `'a','b','c'\n${body((i) => `${i},'x, it''s ${i % 3}',${i % 2}`)}`,
  'a byte order mark and sep=': `\ufeffsep=;\r\na;b;c\r\n${body((i) => `${i};${i % 3};${i % 2}`, '\r\n')}`,
  'UTF-16': Buffer.from(`\ufeffä\tb\tc\r\n${body((i) => `${i}\tÖ${i % 3}\t${i % 2}`, '\r\n')}`, 'utf16le'),
  'windows-1252, packed': gzipSync(
    Buffer.from(`Stra\xdfe;b;c\n${body((i) => `\xe4${i};\x80${i % 3};${i % 2}`)}`, 'latin1'),
  ),
  'titles above the header': `A report\nof last year\n\na,b,c\n${body((i) => `${i},${i % 3},${i % 2}`)}`,
  'missing in many words': `a,b,c\n${body((i) => `${['NA', 'null', '-', '?', ' n.a. ', `${i}`][i % 6]},${i % 3},${i % 2}`)}`,
};

describe.each(Object.entries(TABLES))('%s', (_, content) => {
  it('are read alike', async () => {
    const profile = await profileTable(write(content));
    const missing = new Set(profile.source.missing.map((token) => token.toLowerCase()));
    const plain = (cell: string) => (missing.has(cell.toLowerCase()) ? '' : cell);
    expect(asTrainingReads(profile)).toEqual({
      names: profile.columns.map(({ name }) => name),
      rows: profile.sample.rows.map((row) => row.map(plain)),
      ragged: profile.ragged.rows,
    });
    expect(profile.rows).toBeGreaterThan(20);
  });
});
