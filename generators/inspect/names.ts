/**
 * Column names → field names: legal in Python, in a Pydantic model and in JSON, each only once. A name that is legal
 * already stays as it is.
 */

/** Names that mean something else in a contract: Python's words, Pydantic's attributes, the words of `contract/fields.py`. */
const TAKEN = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import
   in is lambda nonlocal not or pass raise return try while with yield case match type
   construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate
   Answer Day Features Integer Literal Moment Number Prediction Row Text YesNo feature target
   bool float int str`.split(/\s+/),
);

const LONGEST = 64;

/** Date parts that `contract/dates.py` derives from a date `d` as `d__year` … */
const DATE_PARTS = ['year', 'month', 'weekday', 'day', 'hour'];

/**
 * One field name per column name, in the same order.
 *
 * @param dates positions of the columns that hold dates; nothing else may bear the names derived from them
 */
export function fieldNames(columns: string[], dates: ReadonlySet<number> = new Set()): string[] {
  const fields: string[] = new Array(columns.length);
  const used = new Set<string>();
  const take = (i: number, field: string) => {
    fields[i] = field;
    used.add(field);
  };
  const wishes = columns.map((name, i) => wish(name, i));
  // names that are legal as they are come first, so that no other name pushes them aside
  wishes.forEach((field, i) => {
    if (field === columns[i] && !used.has(field)) take(i, field);
  });
  wishes.forEach((field, i) => {
    if (fields[i] === undefined) take(i, unused(field, used));
  });
  for (const i of dates) {
    for (const part of DATE_PARTS) {
      const derived = `${fields[i]}__${part}`;
      const clash = fields.indexOf(derived);
      if (clash >= 0) take(clash, unused(`${derived}_`, used));
    }
  }
  return fields;
}

/** The legal name nearest to `name`. */
function wish(name: string, position: number): string {
  const plain = name.normalize('NFKC');
  if (isFree(plain)) return plain;
  let field = plain
    .replace(/[^\p{XID_Continue}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST)
    .normalize('NFKC');
  if (field === '' || !/[\p{L}\p{N}]/u.test(field)) field = `column_${position + 1}`;
  if (!/^\p{XID_Start}/u.test(field)) field = `n${field}`;
  return isTaken(field) ? `${field}_` : field;
}

function isFree(name: string): boolean {
  return /^\p{XID_Start}\p{XID_Continue}*$/u.test(name) && !isTaken(name) && name.length <= 2 * LONGEST;
}

function isTaken(name: string): boolean {
  return TAKEN.has(name) || name.startsWith('model_');
}

function unused(field: string, used: ReadonlySet<string>): string {
  if (!used.has(field)) return field;
  for (let i = 2; ; i++) if (!used.has(`${field}_${i}`)) return `${field}_${i}`;
}
