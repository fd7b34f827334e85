/** A row at the end that sums the others up is no row of the table. */

/** More rows of totals than these are none. */
export const MOST_TOTALS = 3;

const WORDS = new Set(
  `total totals sum sums subtotal average mean overall all
  gesamt gesamtsumme insgesamt summe summen zwischensumme durchschnitt mittelwert gesamtergebnis
  somme totaux moyenne suma totales promedio totale somma media totaal gemiddelde soma média
  итого всего razem suma celkem összesen toplam summa yhteensä 合計 总计 合计 總計 합계`.split(/\s+/),
);

/** "Grand total", "Total 2024", "Summe gesamt". */
function isPart(word: string): boolean {
  return (
    WORDS.has(word) || word === 'grand' || word === 'general' || word === 'général' || /^\d{4}$/.test(word)
  );
}

/**
 * The cell that says so, if `row` is a row of totals: its first cell with text is a word like "Total", other cells have
 * something in them, and the word is nowhere else in that column.
 *
 * @param counts the values of a column, among the rows that are known to be rows
 */
export function isTotal(
  row: string[],
  counts: (column: number) => ReadonlyMap<string, number> | undefined,
): string | null {
  const place = row.findIndex((cell) => cell.trim() !== '');
  if (place < 0) return null;
  const cell = (row[place] as string).trim();
  const words = cell
    .toLowerCase()
    .replace(/[:.]+$/, '')
    .split(/\s+/);
  if (!words.some((word) => WORDS.has(word)) || !words.every(isPart)) return null;
  if (!row.some((other, i) => i !== place && /\d/.test(other))) return null;
  return counts(place)?.has(cell) ? null : cell;
}
