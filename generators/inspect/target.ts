/** Which column is to be predicted: a suggestion with its reason, and the task that follows from the column. */

import { UserError } from '../errors.ts';
import type { ColumnType, Task } from '../spec.ts';
import type { ColumnProfile } from './profile.ts';
import { didYouMean } from './similar.ts';
import { filled, MOST_CATEGORIES, wordsOf } from './types.ts';

/** Classes that a target can have if it is named; one that suggests itself has at most as many as a closed category. */
const MOST_CLASSES = 1000;

/** Words that name what people predict, the most telling first. */
const TELLING: { words: RegExp; points: number }[] = [
  {
    words: /^(target|label|outcome|y|ziel|zielvariable|response|zielgröße|groundtruth|truth)$/,
    points: 6,
  },
  {
    words:
      /^(class|klasse|classe|clase|churn|churned|fraud|fraudulent|default|defaulted|survived|returned|converted|cancelled|canceled|diagnosis|diagnose|species|spam|sentiment|attrition|exited|readmitted|approved|defect|defective|failure|failed|clicked|purchased|subscribed|gekündigt|kündigt|kündigung|storniert|résilié|résiliée|résiliation|désabonné|disdetta|abbandono|cancelado|cancelada|baja|abandono|opgezegd|rezygnacja|odejście|отток|ушел|解約|zurückgegeben|betrug|survival|died|death|disease|malignant|sold|won)$/,
    points: 4,
  },
  {
    words:
      /^(price|preis|prix|precio|prezzo|saleprice|salary|gehalt|wage|wages|lohn|revenue|umsatz|sales|rent|miete|charges|mpg|medv|delay)$/,
    points: 3,
  },
  {
    words:
      /^(demand|cost|kosten|yield|ertrag|consumption|verbrauch|score|rating|quality|qualität|risk|value|wert|grade|note|duration|result|ergebnis|status|survive|quantity|count|cnt|strength)$/,
    points: 2,
  },
];

export interface Candidate {
  position: number;
  column: ColumnProfile;
  type: ColumnType;
  /** Left out as a feature, so no likely target either. */
  out: boolean;
}

/** The column that is most likely to be predicted, and why; null if none stands out. */
export function suggestTarget(
  candidates: Candidate[],
): { position: number; reason: string; sure: boolean } | null {
  const possible = candidates.filter(({ out, type, column }) => !out && canBeTarget(column, type));
  const last = {
    position: possible.filter(({ column }) => !saysDay(column.name)).at(-1)?.position,
    isLast: false,
  };
  last.isLast = last.position === candidates.filter(({ out }) => !out).at(-1)?.position;
  const space = candidates.some(({ column }) => column.name.toLowerCase() === 'z');
  let best: { candidate: Candidate; points: number; reason: string } | null = null;
  for (const candidate of possible) {
    const { points, reason } = judge(candidate, last, space);
    if (best === null || points > best.points || (points === best.points && points > 0))
      best = { candidate, points, reason };
  }
  return best && best.points > 0
    ? { position: best.candidate.position, reason: best.reason, sure: best.points >= 3 }
    : null;
}

/** @param space there is a column z, so y is a place */
function judge(
  { column, type, position }: Candidate,
  last: { position: number | undefined; isLast: boolean },
  space: boolean,
): { points: number; reason: string } {
  const words = wordsOf(column.name);
  const whole = words.join('');
  let points = 0;
  let reason = '';
  for (const telling of TELLING) {
    const exact = telling.words.test(whole);
    const word = words.find((one) => telling.words.test(one));
    if ((!exact && word === undefined) || (space && whole === 'y')) continue;
    // "churned" or "is_churned" says more than "churn_reason_code"
    points = exact || words[0] === 'is' || words[0] === 'has' ? telling.points : telling.points / 2;
    // what comes last is what it is: a selling price is a price
    if (!exact && word === words.at(-1)) points += 0.2;
    reason = `its name says "${exact ? column.name : word}"`;
    break;
  }
  const classes = type === 'boolean' || (type === 'category' && column.exact && column.distinct <= 20);
  if (position === last.position) {
    points += last.isLast ? 1.5 : 1;
    const place = last.isLast ? 'it is the last column' : 'it is the last column that can be predicted';
    reason = reason ? `${reason} and ${place}` : `${place}, where the answer often stands`;
  }
  if (points > 0 && type === 'boolean') points += 1;
  else if (points > 0 && classes) points += 0.5;
  if (points === 0 && position === 0 && classes)
    return { points: 0.5, reason: 'it is the first column and holds classes' };
  return { points, reason };
}

/** Year, month and day tell when, and are hardly ever what is asked for. */
function saysDay(name: string): boolean {
  return /^(year|yr|jahr|month|monat|week|woche|weekday|day|tag|hour|minute|date|datum|quarter|quartal)$/.test(
    wordsOf(name).at(-1) ?? '',
  );
}

function canBeTarget(column: ColumnProfile, type: ColumnType): boolean {
  if (column.distinct < 2) return false;
  if (type === 'category')
    return column.exact && column.distinct <= MOST_CATEGORIES && column.distinct <= 0.5 * filled(column);
  return type === 'boolean' || type === 'number' || type === 'integer';
}

export interface TaskChoice {
  task: Task;
  reason: string;
  /** What speaks for the other task, or null. */
  doubt: string | null;
}

/** The task that a target column calls for, unless `asked`. @throws UserError if the column does not allow it */
export function taskOf(column: ColumnProfile, type: ColumnType, asked: Task | null): TaskChoice {
  const { distinct, exact, stats } = column;
  const numeric = stats.numbers > 0 && stats.numbers === filled(column);
  const few = exact && distinct <= MOST_CLASSES && distinct <= 0.5 * filled(column);
  if (asked === 'regression') {
    if (!numeric) throw notNumeric(column);
    return { task: 'regression', reason: 'as you said', doubt: null };
  }
  if (asked === 'classification') {
    if (!few) throw tooManyClasses(column);
    return { task: 'classification', reason: 'as you said', doubt: null };
  }
  if (type === 'boolean') return { task: 'classification', reason: 'it holds two values', doubt: null };
  if (!numeric) {
    if (!few) throw tooManyClasses(column);
    return { task: 'classification', reason: `it holds ${distinct} different words`, doubt: null };
  }
  if (few && distinct === 2)
    return { task: 'classification', reason: 'it holds two different numbers', doubt: null };
  const whole = stats.integers === stats.numbers;
  if (!whole || distinct > 20 || distinct > 0.05 * filled(column)) {
    return {
      task: 'regression',
      reason: `it holds ${exact ? '' : 'about '}${distinct.toLocaleString('en')} different numbers`,
      doubt: null,
    };
  }
  const words = wordsOf(column.name);
  const saysClass = words.some((word) =>
    /^(class|klasse|label|type|typ|category|cluster|group|target|species|level|grade|rating|stars|quality|status|segment)$/.test(
      word,
    ),
  );
  const saysAmount = words.some((word) =>
    /^(count|cnt|number|num|anzahl|age|alter|year|years|rings|days|hours|quantity|menge|amount|rooms|children|visits|clicks|sales|price|score|points)$/.test(
      word,
    ),
  );
  const task = saysClass || (!saysAmount && distinct <= 10) ? 'classification' : 'regression';
  const reason =
    task === 'classification'
      ? `it holds only ${distinct} different whole numbers`
      : `it holds whole numbers that count something, ${distinct} different ones`;
  const other =
    task === 'classification'
      ? 'amounts (more is more, and values between them make sense)'
      : 'names of classes';
  return {
    task,
    reason,
    doubt: `If its numbers are ${other}, say --task ${task === 'classification' ? 'regression' : 'classification'}`,
  };
}

/** Of two classes, the one that the probability is about. */
export function positiveOf(column: ColumnProfile, classes: string[], yes: string[] | null): string {
  const [a, b] = classes as [string, string];
  if (yes?.includes(a)) return a;
  if (yes?.includes(b)) return b;
  const telling =
    /^(fraud|fraudulent|churned|churn|positive|pos|malignant|m|sick|spam|died|dead|default|bad|defect|defective|failed|fail|attack|anomaly|abnormal|disease|returned|cancelled|won|win|>50k|>50k\.)$/i;
  if (telling.test(a) !== telling.test(b)) return telling.test(a) ? a : b;
  const negated = /^(no|not|non|un|in|kein|nicht)[ _-]?/i;
  if (negated.test(a) && b.toLowerCase().endsWith(a.toLowerCase().replace(negated, ''))) return b;
  if (negated.test(b) && a.toLowerCase().endsWith(b.toLowerCase().replace(negated, ''))) return a;
  return (column.counts.get(a) ?? 0) < (column.counts.get(b) ?? 0) ? a : b;
}

/** The classes of a target as they are spelled: in the order of numbers if they are numbers, else of code points. */
export function classesOf(column: ColumnProfile): string[] {
  return sortValues([...column.counts.keys()]);
}

export function sortValues(values: string[]): string[] {
  const numeric = values.every((value) => value !== '' && Number.isFinite(Number(value)));
  return values.sort((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The position of the column called `name`, by its own name or its field's. @throws UserError with a did-you-mean */
export function findColumn(name: string, names: string[], fields: string[], flag: string): number {
  const wanted = name.trim().normalize('NFC');
  const ways = [
    (i: number) => (names[i] as string).normalize('NFC') === wanted,
    (i: number) => fields[i] === wanted,
  ];
  for (const way of ways) {
    const at = names.findIndex((_, i) => way(i));
    if (at >= 0) return at;
  }
  const close = didYouMean(name, names);
  const some = names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '');
  throw new UserError('unknown-column', `There is no column "${name}" (${flag}).`, {
    hint: close ? `Did you mean "${close}"?` : `The columns are: ${some}`,
  });
}

function notNumeric(column: ColumnProfile): UserError {
  return new UserError('target-not-numeric', `"${column.name}" holds text; a regression predicts numbers.`, {
    hint: 'Say --task classification, or choose a column of numbers.',
  });
}

function tooManyClasses(column: ColumnProfile): UserError {
  const about = column.exact ? '' : 'about ';
  return new UserError(
    'too-many-classes',
    `"${column.name}" holds ${about}${column.distinct.toLocaleString('en')} different values in ${filled(column).toLocaleString('en')} rows; a classification can have ${MOST_CLASSES.toLocaleString('en')} classes at most, with several rows each.`,
    {
      hint:
        column.stats.numbers > 0
          ? 'Say --task regression if it is an amount, or choose another column with --target.'
          : 'Choose another column with --target, or put its values into fewer groups.',
    },
  );
}
