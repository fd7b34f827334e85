/** Columns of a Parquet file, nested ones flattened to `a.b`, and how a value of each is written as text. */

import type { FileMetaData, SchemaTree } from 'hyparquet';
import { parseFloat16 } from 'hyparquet/src/convert.js';
import { dayText, decimalText, momentText, numberText, singleText, timeText } from './plain.ts';

type Element = FileMetaData['schema'][number];
type Text = (value: unknown) => string;

export interface ColumnText {
  name: string;
  /** The column of the file that holds it. */
  top: number;
  topName: string;
  text: Text;
}

/** What the decoder would make of bytes and whole numbers: dates without their microseconds, decimals as floats. */
const decoded = new WeakMap<Element, Element>();

/** Keeps the decoder from turning values into JavaScript's types: it hands out the stored numbers and bytes. */
export function keepRaw(schema: Element[]): void {
  for (const element of schema) {
    if (element.type === undefined) continue;
    decoded.set(element, { ...element });
    const text = element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING';
    const unsigned = /^UINT/.test(element.converted_type ?? '') || element.logical_type?.type === 'INTEGER';
    if (unsigned) continue;
    delete element.logical_type;
    delete element.converted_type;
    if (text || element.type === 'BYTE_ARRAY') {
      const isNumber = decoded.get(element)?.converted_type === 'DECIMAL';
      if (!isNumber) element.converted_type = 'UTF8';
    }
  }
}

/** A data frame's row names are not among them. */
export function columnsOf(schema: SchemaTree): ColumnText[] {
  return schema.children.flatMap((child, top) =>
    /^__index_level_\d+__$/.test(child.element.name)
      ? []
      : flat(child, child.element.name, (value) => value).map(([name, text]) => ({
          name,
          top,
          topName: child.element.name,
          text,
        })),
  );
}

/** A struct is its fields; anything else is one cell. */
function flat(node: SchemaTree, name: string, pick: (value: unknown) => unknown): [string, Text][] {
  if (!isStruct(node)) {
    const write = node.children.length > 0 ? json(node) : scalar(node.element);
    return [[name, (value) => cell(pick(value), write)]];
  }
  return node.children.flatMap((child) =>
    flat(child, `${name}.${child.element.name}`, (value) => {
      const held = pick(value);
      return held === null || held === undefined
        ? held
        : (held as Record<string, unknown>)[child.element.name];
    }),
  );
}

function cell(value: unknown, write: Text): string {
  return value === null || value === undefined ? '' : write(value);
}

function isStruct({ children, element }: SchemaTree): boolean {
  const nested = element.converted_type ?? element.logical_type?.type;
  return children.length > 0 && element.repetition_type !== 'REPEATED' && !/^(LIST|MAP)/.test(nested ?? '');
}

/** How values without parts are written. */
function scalar(element: Element): Text {
  const {
    type,
    type_length,
    converted_type: kind,
    logical_type: logical,
    scale = 0,
  } = decoded.get(element) ?? element;
  if (kind === 'DECIMAL' || logical?.type === 'DECIMAL')
    return (value) => decimalText(unscaled(value), scale);
  if (kind === 'DATE') return (value) => dayText(value as number);
  if (logical?.type === 'TIMESTAMP') {
    const zone = logical.isAdjustedToUTC ? 'Z' : '';
    return (value) => momentText(micros(value as bigint, logical.unit), zone);
  }
  if (kind === 'TIMESTAMP_MILLIS') return (value) => momentText(micros(value as bigint, 'MILLIS'), 'Z');
  if (kind === 'TIMESTAMP_MICROS') return (value) => momentText(value as bigint, 'Z');
  if (logical?.type === 'TIME') return (value) => timeText(micros(BigInt(value as number), logical.unit));
  if (kind === 'TIME_MILLIS') return (value) => timeText(BigInt(value as number) * 1000n);
  if (kind === 'TIME_MICROS') return (value) => timeText(value as bigint);
  if (type === 'INT96') return (value) => momentText(micros(value as bigint, 'NANOS'));
  if (type === 'FLOAT') return (value) => singleText(value as number);
  if (logical?.type === 'FLOAT16') return (value) => singleText(parseFloat16(value as Uint8Array) as number);
  if (type === 'DOUBLE') return (value) => numberText(value as number);
  if (logical?.type === 'UUID' && type_length === 16) return (value) => uuid(value as Uint8Array);
  return (value) => (value instanceof Uint8Array ? UTF8.decode(value) : String(value));
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

function micros(value: bigint, unit: 'MILLIS' | 'MICROS' | 'NANOS'): bigint {
  if (unit === 'MICROS') return value;
  if (unit === 'MILLIS') return value * 1000n;
  return (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n;
}

function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let number = 0n;
  for (const byte of value) number = number * 256n + BigInt(byte);
  return value.length > 0 && (value[0] as number) > 127 ? number - (1n << BigInt(8 * value.length)) : number;
}

function uuid(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A list as JSON. */
function json(node: SchemaTree): Text {
  const write = jsonOf(node);
  return (value) => write(value);
}

function jsonOf(node: SchemaTree): Text {
  const { children, element } = node;
  if (children.length === 0) {
    const text = scalar(element);
    const { type, converted_type: kind, logical_type: logical } = decoded.get(element) ?? element;
    const bare =
      type === 'BOOLEAN' ||
      kind === 'DECIMAL' ||
      (kind === undefined && logical === undefined && /^(INT32|INT64|FLOAT|DOUBLE)$/.test(type ?? '')) ||
      /^U?INT_/.test(kind ?? '') ||
      logical?.type === 'INTEGER';
    return (value) => (bare ? text(value) || 'null' : JSON.stringify(text(value)));
  }
  const kind = element.converted_type ?? element.logical_type?.type ?? '';
  const inner = children[0] as SchemaTree;
  if (/^MAP/.test(kind) && inner.children.length === 2) {
    const write = jsonOf(inner.children[1] as SchemaTree);
    return (value) => object(Object.entries(value as object), () => write);
  }
  if (/^LIST/.test(kind) || element.repetition_type === 'REPEATED') {
    const item =
      inner.children.length === 1 && /^LIST/.test(kind) ? (inner.children[0] as SchemaTree) : inner;
    const write = jsonOf(item);
    return (value) => `[${Array.from(value as unknown[], (one) => orNull(one, write)).join(',')}]`;
  }
  const fields = new Map(children.map((child) => [child.element.name, jsonOf(child)]));
  return (value) => object(Object.entries(value as object), (key) => fields.get(key) as Text);
}

function object(entries: [string, unknown][], write: (key: string) => Text): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${orNull(value, write(key))}`).join(',')}}`;
}

function orNull(value: unknown, write: Text): string {
  return value === null || value === undefined ? 'null' : write(value);
}
