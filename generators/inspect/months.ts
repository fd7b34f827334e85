/** Months in words: English, German, French, Spanish, Italian, Portuguese, Dutch; short and long. `contract/moments.py` has the same. */

const NAMES = [
  'jan january januar jänner janvier janv enero ene gennaio gen janeiro januari',
  'feb february februar février févr fevrier fevr febrero febbraio fevereiro fev februari',
  'mar march märz mär mrz maerz mars marzo março marco maart mrt',
  'apr april avril avr abril abr aprile',
  'may mai mayo maggio mag maio mei',
  'jun june juni juin junio giugno giu junho',
  'jul july juli juillet juil julio luglio lug julho',
  'aug august août aout agosto ago augustus',
  'sep sept september septembre septiembre setiembre settembre set setembro',
  'oct october oktober okt octobre octubre ottobre ott outubro out',
  'nov november novembre noviembre novembro',
  'dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro',
];

const MONTHS = new Map(
  NAMES.flatMap((names, i) => names.split(' ').map((name): [string, number] => [name, i + 1])),
);

/** 1 … 12, or null for a word that names no month. */
export function monthOf(word: string): number | null {
  return MONTHS.get(word.normalize('NFC').toLowerCase()) ?? null;
}
