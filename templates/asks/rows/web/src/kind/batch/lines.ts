import { percent, quantity } from '../../show/format.ts';
import { type Target, wordFor } from '../contract/prediction.ts';
import type { Layout, Line } from './protocol.ts';

/** One row of the answer, as the table shows it. */
export interface Answered {
  row: number;
  /** The cells that were sent. */
  sent: string[];
  /** The answer in a few words; null where there is none. */
  said: string | null;
  /** How sure it is: a range or a probability. */
  more: string;
  warnings: string;
  errors: string;
  /** What is wrong with a cell, by its column's place. */
  faults: Map<number, string>;
  id: string;
}

/** Reads the columns that the API added: prediction, probabilities or range, warnings, errors, their columns, id. */
export function answeredIn({ row, cells }: Line, layout: Layout, target: Target): Answered {
  const [warnings = '', errors = '', columns = '', id = ''] = cells.slice(-4);
  return {
    row,
    sent: cells.slice(0, layout.sent),
    ...(errors ? { said: null, more: '' } : saidIn(cells, layout, target)),
    warnings,
    errors,
    faults: faultsOf(errors, columns, layout),
    id,
  };
}

function saidIn(cells: string[], { names, sent }: Layout, target: Target): { said: string; more: string } {
  const name = cells[sent] ?? '';
  const write = (text: string | undefined) => quantity(numeric(text), target.unit, target.digits);
  if (!target.classes)
    return { said: write(name), more: `${write(cells[sent + 1])} – ${write(cells[sent + 2])}` };
  const place = names.indexOf(`probability_${target.positive ?? name}`, sent);
  return { said: wordFor(target, name), more: place < 0 ? '' : percent(numeric(cells[place])) };
}

/** Numbers come back as the owner's tables write them: with a point, or with a comma. */
function numeric(text = ''): number {
  return Number(text.replace(',', '.'));
}

/** Each column's own reason where the reasons can be told apart, else all of them. */
function faultsOf(errors: string, columns: string, layout: Layout): Map<number, string> {
  if (!columns) return new Map();
  const names = columns.split(';');
  const reasons = errors.split('; ');
  const alike = names.length === reasons.length;
  const faults = names.map((name, at): [number, string] => [
    layout.names.indexOf(name),
    (alike && reasons[at]) || errors,
  ]);
  return new Map(faults.filter(([place]) => place >= 0 && place < layout.sent));
}
