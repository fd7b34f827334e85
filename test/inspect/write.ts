/** Tables for tests, written to a folder that goes away with the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { UserError } from '../../generators/errors.ts';
import { type Answers, deriveSpec, profileTable } from '../../generators/inspect/table.ts';
import type { Column, TabularDraft } from '../../generators/spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let tables = 0;

/** Writes a table and returns its path, which has a space in it. */
export function write(content: string | Uint8Array, name = 'table.csv'): string {
  const path = join(folder, `${++tables} ${name}`);
  writeFileSync(path, content);
  return path;
}

export async function understand(
  content: string | Uint8Array,
  answers: Answers = {},
  name?: string,
): Promise<TabularDraft> {
  return deriveSpec(await profileTable(write(content, name)), answers);
}

/** The error that a table or an answer is refused with. */
export async function refusal(
  content: string | Uint8Array,
  answers: Answers = {},
  name?: string,
): Promise<UserError> {
  try {
    await understand(content, answers, name);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A table of `rows` rows; each column is a function of the row's number. */
export function csv(
  columns: Record<string, (i: number) => string | number>,
  rows = 60,
  delimiter = ',',
): string {
  const names = Object.keys(columns);
  const lines = [names.join(delimiter)];
  for (let i = 0; i < rows; i++) lines.push(names.map((name) => String(columns[name]?.(i))).join(delimiter));
  return `${lines.join('\n')}\n`;
}

/** Looks random, is always the same: an integer from 0 to `below` − 1. */
export function scatter(i: number, below: number, salt = 0): number {
  let hash = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) % below;
}

export function column({ columns }: TabularDraft, name: string): Column {
  const found = columns.find((one) => one.name === name);
  if (!found) throw new Error(`no column ${name} among ${columns.map((one) => one.name).join(', ')}`);
  return found;
}

export function codes({ warnings }: TabularDraft, name?: string): string[] {
  return warnings.filter((warning) => name === undefined || warning.column === name).map(({ code }) => code);
}
