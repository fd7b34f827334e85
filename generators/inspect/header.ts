/** The first row of a table → the names of its columns, each only once. */

/**
 * Names as the rest of the program, and training, use them: in NFC, white space trimmed and narrowed to single spaces;
 * a nameless column is `column_3` by its place; a name that was there before gets `_2`, `_3` …
 */
export function columnNames(header: string[]): string[] {
  const names: string[] = [];
  const used = new Set(header.map(plain));
  const taken = new Set<string>();
  header.forEach((cell, i) => {
    const name = plain(cell) || `column_${i + 1}`;
    let own = name;
    for (let k = 2; taken.has(own) || (own !== plain(cell) && used.has(own)); k++) own = `${name}_${k}`;
    taken.add(own);
    names.push(own);
  });
  return names;
}

function plain(cell: string): string {
  return cell.normalize('NFC').trim().replace(/\s+/g, ' ');
}
