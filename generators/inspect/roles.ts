/** Whether a column can be learned from, or is left out and why. */

import type { ColumnType } from '../spec.ts';
import { personalData } from './personal.ts';
import type { ColumnProfile } from './profile.ts';
import { filled } from './types.ts';

/** From this share of missing cells on, a column is too empty to use. */
const TOO_EMPTY = 0.95;

export interface Judgement {
  /** Why the column is left out, as a stable word; null if it is used. */
  out: string | null;
  /** The same for people, shown beside the column; also other things worth knowing. */
  note: string | null;
}

export function judgeColumn(column: ColumnProfile, type: ColumnType, rows: number): Judgement {
  const present = filled(column);
  const emptyShare = 1 - present / rows;
  if (present === 0) return { out: 'empty', note: 'left out: empty' };
  if (type === 'boolean' && column.distinct < 2) return { out: null, note: 'a blank means no' };
  if (!numeric(type) && holdsJson(column)) return { out: 'json', note: 'left out: JSON in its cells' };
  const personal = personalData(column, type);
  if (personal) return { out: 'personal-data', note: `left out: personal data (${personal})` };
  if (emptyShare >= TOO_EMPTY) {
    const afterwards = type === 'date' || type === 'datetime' ? ' (perhaps known only afterwards?)' : '';
    return { out: 'mostly-empty', note: `left out: ${percent(emptyShare)} empty${afterwards}` };
  }
  if (column.distinct === 1)
    return {
      out: 'constant',
      note: `left out: the same value in every row${emptyShare > 0 ? ' that has one' : ''}`,
    };
  if (type === 'identifier') return { out: 'identifier', note: 'left out: one value a row' };
  if (type === 'text') {
    return {
      out: 'text',
      note:
        column.stats.textWords > 2 * present
          ? 'left out: free text'
          : `left out: ${about(column)}${column.distinct.toLocaleString('en')} different texts, too many to learn from`,
    };
  }
  if (type === 'date') return { out: null, note: 'year, month, weekday, day are derived' };
  if (type === 'datetime') return { out: null, note: 'year, month, weekday, day, hour are derived' };
  return { out: null, note: null };
}

function numeric(type: ColumnType): boolean {
  return (
    type === 'number' || type === 'integer' || type === 'date' || type === 'datetime' || type === 'boolean'
  );
}

/** Whether the cells that were met first are objects or lists. */
function holdsJson({ counts }: ColumnProfile): boolean {
  const some = [...counts.keys()].slice(0, 100);
  return some.length > 0 && some.every(isJson);
}

function isJson(text: string): boolean {
  if (!/^(\{.*\}|\[.*\])$/s.test(text)) return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

export function about(column: ColumnProfile): string {
  return column.exact ? '' : 'about ';
}

/** A share in words: never "0 %" or "100 %" where it is not exactly that. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return share < 0.001 ? 'under 0.1 %' : `${(100 * share).toFixed(1)} %`;
  if (share < 1 && share > 0.995) return 'over 99 %';
  return `${Math.round(100 * share)} %`;
}
