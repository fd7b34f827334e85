/** Units and currencies: as the last word of a column's name, and around the numbers in its cells. */

/** Last words of a name that are units, and how they are written. */
const IN_NAMES = words({
  mm: 'mm',
  cm: 'cm',
  m: 'm',
  km: 'km',
  mi: 'mi',
  ft: 'ft',
  in: 'inch inches',
  mg: 'mg',
  g: 'g',
  kg: 'kg',
  lb: 'lb lbs',
  oz: 'oz',
  ml: 'ml',
  l: 'l',
  cl: 'cl',
  ms: 'ms',
  s: 's sec secs seconds',
  min: 'minutes mins',
  h: 'hrs hours',
  days: 'days',
  weeks: 'weeks',
  months: 'months',
  years: 'yrs',
  '€': 'eur euro euros',
  $: 'usd dollars',
  '£': 'gbp',
  CHF: 'chf',
  '%': 'pct percent prozent',
  'm²': 'sqm m2 qm',
  'ft²': 'sqft',
  'm³': 'm3',
  'km/h': 'kmh',
  mph: 'mph',
  'm/s²': 'ms2',
  rpm: 'rpm',
  bpm: 'bpm',
  kW: 'kw',
  kWh: 'kwh',
  MW: 'mw',
  W: 'watt',
  V: 'volt',
  mV: 'mv',
  mA: 'ma',
  Hz: 'hz',
  kHz: 'khz',
  MHz: 'mhz',
  GHz: 'ghz',
  hPa: 'hpa',
  kPa: 'kpa',
  Pa: 'pa',
  bar: 'bar',
  psi: 'psi',
  '°C': 'celsius degc',
  '°F': 'fahrenheit',
  K: 'kelvin',
  ppm: 'ppm',
  mmHg: 'mmhg',
  dB: 'db',
  kB: 'kb',
  MB: 'mb',
  GB: 'gb',
});

/** What stands before or after a number, of money and shares: how it is written → how it is spelled. */
const MONEY = words({
  '%': '% percent pct prozent',
  '€': '€ EUR euro euros',
  $: '$ USD US$ dollar dollars',
  '£': '£ GBP',
  '¥': '¥ JPY CNY RMB 円 元',
  '₹': '₹ INR Rs Rs. rupees',
  CHF: 'CHF Fr. SFr.',
  '₽': '₽ RUB руб руб. р.',
  '₺': '₺ TRY TL',
  '₩': '₩ KRW 원',
  zł: 'zł PLN',
  R$: 'R$ BRL',
  kr: 'kr kr. SEK NOK DKK',
  Kč: 'Kč CZK',
  CAD: 'CAD C$',
  AUD: 'AUD A$',
  Ft: 'Ft HUF',
  '₴': '₴ UAH грн грн.',
  lei: 'lei RON',
  MXN: 'MXN',
  ZAR: 'ZAR',
});

/** What else stands after a number: measures and counted things. A single capital letter needs a space before it. */
const MEASURES = words({
  mm: 'mm',
  cm: 'cm',
  m: 'm metres meters',
  km: 'km kms',
  mi: 'mi miles mile',
  ft: 'ft ft. feet foot',
  in: 'in inch inches " ″',
  yd: 'yd yards',
  µm: 'µm μm um',
  nm: 'nm',
  mg: 'mg',
  µg: 'µg μg mcg',
  g: 'g gr gram grams',
  kg: 'kg kgs kilo kilos kilograms',
  t: 't tonnes tons',
  lb: 'lb lbs lb. lbs. pounds',
  oz: 'oz oz.',
  ml: 'ml mL',
  cl: 'cl',
  dl: 'dl',
  l: 'l L liter litre liters litres',
  gal: 'gal gallons',
  ms: 'ms',
  s: 's sec sec. secs second seconds Sek Sek. Sekunden',
  min: 'min min. mins minute minutes Minuten',
  h: 'h hr hrs hour hours Std Std. Stunden',
  days: 'd day days Tag Tage',
  weeks: 'week weeks Woche Wochen',
  months: 'month months mos Monat Monate',
  years: 'year years yr yrs yr. yrs. Jahr Jahre',
  'm²': 'm² m2 qm sqm',
  'km²': 'km² km2',
  'ft²': 'ft² ft2 sqft sq.ft sq.ft.',
  ha: 'ha',
  acres: 'acre acres',
  'm³': 'm³ m3 cbm',
  cc: 'cc ccm',
  'km/h': 'km/h kmh kph',
  mph: 'mph',
  'm/s': 'm/s',
  'km/l': 'km/l kmpl',
  mpg: 'mpg',
  'l/100 km': 'l/100km',
  rpm: 'rpm',
  bpm: 'bpm',
  W: 'W Watt watts',
  kW: 'kW',
  MW: 'MW',
  kWh: 'kWh',
  hp: 'hp HP bhp PS',
  V: 'V Volt volts',
  mV: 'mV',
  A: 'A',
  mA: 'mA',
  mAh: 'mAh',
  Nm: 'Nm',
  Hz: 'Hz',
  kHz: 'kHz',
  MHz: 'MHz',
  GHz: 'GHz',
  Pa: 'Pa',
  hPa: 'hPa',
  kPa: 'kPa',
  bar: 'bar',
  mbar: 'mbar',
  psi: 'psi',
  '°': '°',
  '°C': '°C C',
  '°F': '°F F',
  ppm: 'ppm',
  mmHg: 'mmHg',
  'mg/dl': 'mg/dl',
  'mmol/l': 'mmol/l',
  dB: 'dB',
  kcal: 'kcal',
  kJ: 'kJ',
  kB: 'kB KB',
  MB: 'MB',
  GB: 'GB',
  TB: 'TB',
  MP: 'MP',
  '‰': '‰',
  pcs: 'pc pcs pcs. pieces Stk Stk. Stück St.',
  points: 'pt pts pts. points Punkte',
  rooms: 'room rooms Zimmer',
  people: 'people persons Personen',
});

const ANY = new Map([...MEASURES, ...MONEY]);
const FOLDED = new Map(
  [...ANY].filter(([word]) => word.length > 1).map(([word, unit]) => [word.toLowerCase(), unit]),
);

/** What multiplies the number that it stands after. Single letters stand close to it: 293 K is a temperature, 5 m a length. */
const MAGNITUDES = new Map(
  Object.entries({
    1e3: 'k K Tsd Tsd. tys. тыс тыс. thousand',
    1e6: 'M Mn mn mln Mio Mio. Mill. mln. млн млн. million millions Millionen',
    1e9: 'B bn Bn Mrd Mrd. mld mld. mlrd млрд млрд. billion billions Milliarden',
  }).flatMap(([factor, list]) => list.split(' ').map((word): [string, number] => [word, Number(factor)])),
);

/** The sign in a price without cents: "5,-", "12.–". */
const NO_CENTS = /^[.,][-–—]{1,2}\s*/;

/** What stands after a number: what it multiplies the number with, and its unit, '' for none. */
export interface Affix {
  factor: number;
  unit: string;
}

/** What the sign after a number means, or null if it is none. @param spaced there is space between them */
export function signAfter(text: string, spaced: boolean): Affix | null {
  const rest = text.replace(NO_CENTS, '');
  if (rest === '') return { factor: 1, unit: '' };
  const whole = unitAfter(rest, spaced);
  if (whole !== null) return { factor: 1, unit: whole };
  const [, word = '', after = ''] = /^(\p{L}+\.?)\s*(.*)$/u.exec(rest) ?? [];
  const factor = spaced && word.length === 1 ? undefined : MAGNITUDES.get(word);
  const unit = after === '' ? '' : unitAfter(after, true);
  return factor === undefined || unit === null ? null : { factor, unit };
}

/** How a unit is written that is the last word of a column's name, or null if that is no unit. */
export function unitInName(word: string): string | null {
  return IN_NAMES.get(word.toLowerCase()) ?? null;
}

/** How the unit is written that stands after a number, or null if that is none. @param spaced there is space between them */
export function unitAfter(text: string, spaced: boolean): string | null {
  if (!spaced && /^[A-Z]$/.test(text)) return null;
  return ANY.get(text) ?? FOLDED.get(text.toLowerCase()) ?? null;
}

/** How the unit is written that stands before a number: money and shares, or a measure and a space. */
export function unitBefore(text: string, spaced: boolean): string | null {
  const unit = MONEY.get(text) ?? (text.length > 1 ? MONEY.get(text.toUpperCase()) : undefined);
  return unit ?? (spaced && text.length > 1 ? unitAfter(text, true) : null);
}

/** Whether a sign around numbers is one of money or shares, which may stand in any column of a table. */
export function isMoney(sign: string): boolean {
  return MONEY.has(sign) || MONEY.has(sign.toUpperCase());
}

/** The unit that a sign around numbers stands for; '' for one that is none. */
export function unitOfSign(sign: string): string {
  return signAfter(sign, false)?.unit ?? unitAfter(sign, true) ?? sign;
}

/** What a sign around numbers multiplies them with. */
export function factorOfSign(sign: string): number {
  return signAfter(sign, false)?.factor ?? 1;
}

/** Word → unit, from unit → words. */
function words(spelled: Record<string, string>): Map<string, string> {
  return new Map(
    Object.entries(spelled).flatMap(([unit, list]) =>
      list.split(' ').map((word): [string, string] => [word, unit]),
    ),
  );
}
