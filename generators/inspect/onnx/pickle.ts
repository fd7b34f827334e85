/**
 * A Python pickle, or a joblib file, as plain data. Nothing in it is run: a class is its name, an object its name and its
 * state, and what is no data is refused.
 *
 * The opcodes: Python's `pickletools`. joblib writes an array as a NumpyArrayWrapper with the array's bytes right behind
 * it, in the middle of the pickle.
 */
import { inflateSync } from 'node:zlib';

/** What stands for an instance of a class. */
export class Instance {
  readonly className: string;
  readonly args: unknown[];
  state: Record<string, unknown> = {};

  constructor(className: string, args: unknown[]) {
    this.className = className;
    this.args = args;
  }
}

/** Not a pickle, or one with more in it than data. */
export class Unreadable extends Error {}

class ClassName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const MARK = Symbol('mark');
const MOST_BYTES = 64 << 20;

/** @throws Unreadable */
export function readPickle(bytes: Buffer): unknown {
  try {
    const packed = bytes[0] === 0x78;
    const plain = packed ? inflateSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    return new Reader(plain).load();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable((error as Error).message, { cause: error });
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #stack: unknown[] = [];
  #memo = new Map<number, unknown>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  load(): unknown {
    const [outer, memo] = [this.#stack, this.#memo];
    this.#stack = [];
    this.#memo = new Map();
    for (;;) {
      const code = this.#take(1)[0] as number;
      if (code === 0x2e) break;
      this.#step(code);
    }
    const value = this.#pop();
    this.#stack = outer;
    this.#memo = memo;
    return value;
  }

  #step(code: number): void {
    const made = this.#constant(code) ?? this.#container(code);
    if (made !== null) this.#stack.push(made.value);
    else if (!this.#changes(code) && !this.#remembers(code))
      throw new Unreadable(`opcode ${code} at byte ${this.#at - 1}`);
  }

  /** Values that stand in the pickle itself. */
  #constant(code: number): { value: unknown } | null {
    const number = (size: number): number => this.#take(size).readUIntLE(0, Math.min(size, 6));
    const text = (size: number): string => this.#take(size).toString('utf8');
    switch (code) {
      case 0x4e:
        return { value: null };
      case 0x88:
        return { value: true };
      case 0x89:
        return { value: false };
      case 0x4a:
        return { value: this.#take(4).readInt32LE() };
      case 0x4b:
        return { value: number(1) };
      case 0x4d:
        return { value: number(2) };
      case 0x8a:
        return { value: this.#long(number(1)) };
      case 0x47:
        return { value: this.#take(8).readDoubleBE() };
      case 0x8c:
        return { value: text(number(1)) };
      case 0x58:
        return { value: text(number(4)) };
      case 0x8d:
        return { value: text(number(8)) };
      case 0x55:
        return { value: this.#take(number(1)) };
      case 0x43:
        return { value: this.#take(number(1)) };
      case 0x42:
      case 0x54:
        return { value: this.#take(number(4)) };
      case 0x8e:
      case 0x96:
        return { value: this.#take(number(8)) };
      case 0x63:
        return { value: new ClassName(`${this.#line()}.${this.#line()}`) };
      case 0x28:
        return { value: MARK };
      default:
        return null;
    }
  }

  /** Lists, tuples, dicts, classes and their instances. */
  #container(code: number): { value: unknown } | null {
    const last = (count: number): unknown[] => {
      if (this.#stack.length < count) throw new Unreadable('the stack is empty');
      return this.#stack.splice(this.#stack.length - count);
    };
    switch (code) {
      case 0x5d:
      case 0x29:
        return { value: [] };
      case 0x7d:
        return { value: new Map() };
      case 0x74:
        return { value: this.#sinceMark() };
      case 0x85:
      case 0x86:
      case 0x87:
        return { value: last(code - 0x84) };
      case 0x93: {
        const [module, name] = last(2);
        return { value: new ClassName(`${module}.${name}`) };
      }
      case 0x52:
      case 0x81: {
        const [made, args] = last(2);
        return { value: arrayOrInstance(made, args) };
      }
      case 0x92: {
        const [made, args] = last(3);
        return { value: instance(made, args) };
      }
      default:
        return null;
    }
  }

  /** What changes the value that is on top. */
  #changes(code: number): boolean {
    switch (code) {
      case 0x61:
        this.#add([this.#pop()]);
        return true;
      case 0x65:
        this.#add(this.#sinceMark());
        return true;
      case 0x73: {
        const value = this.#pop();
        this.#set([this.#pop(), value]);
        return true;
      }
      case 0x75:
        this.#set(this.#sinceMark());
        return true;
      case 0x62:
        this.#build(this.#pop());
        return true;
      case 0x30:
        this.#pop();
        return true;
      default:
        return false;
    }
  }

  /** The memo, and what only frames. */
  #remembers(code: number): boolean {
    const number = (size: number): number => this.#take(size).readUIntLE(0, size);
    const top = (): unknown => this.#stack.at(-1);
    if (code === 0x80) this.#take(1);
    else if (code === 0x95) this.#take(8);
    else if (code === 0x94) this.#memo.set(this.#memo.size, top());
    else if (code === 0x71) this.#memo.set(number(1), top());
    else if (code === 0x72) this.#memo.set(number(4), top());
    else if (code === 0x68) this.#stack.push(this.#memo.get(number(1)));
    else if (code === 0x6a) this.#stack.push(this.#memo.get(number(4)));
    else return false;
    return true;
  }

  #build(state: unknown): void {
    const made = this.#stack.at(-1);
    if (!(made instanceof Instance)) throw new Unreadable('a state without an object');
    if (state instanceof Map) made.state = Object.fromEntries(state);
    else if (Array.isArray(state)) made.state = { tuple: state };
    if (made.className === 'joblib.numpy_pickle.NumpyArrayWrapper') {
      this.#stack.pop();
      this.#stack.push(this.#array(made.state));
    } else if (made.className.endsWith('.multiarray._reconstruct') && Array.isArray(state)) {
      const [, , type, , data] = state;
      this.#stack.pop();
      this.#stack.push(Array.isArray(data) ? data : numbersOf(type, data as Buffer));
    }
  }

  /** The bytes of an array behind its wrapper; an array of objects is a pickle of its own. */
  #array({ dtype, shape, numpy_array_alignment_bytes: aligned }: Record<string, unknown>): unknown[] {
    const { letter, size } = elementOf(dtype);
    if (letter === 'O') {
      const loaded = this.load();
      return Array.isArray(loaded) ? loaded : [];
    }
    if (aligned !== null && aligned !== undefined) this.#take(this.#take(1)[0] as number);
    const count = (Array.isArray(shape) ? shape : []).reduce<number>((all, one) => all * Number(one), 1);
    return numbersOf(dtype, this.#take(count * size));
  }

  #add(values: unknown[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new Unreadable('an item without a list');
    for (const value of values) list.push(value);
  }

  #set(values: unknown[]): void {
    const map = this.#stack.at(-1);
    if (!(map instanceof Map)) throw new Unreadable('a value without a dict');
    for (let at = 0; at + 1 < values.length; at += 2) map.set(String(values[at]), values[at + 1]);
  }

  #sinceMark(): unknown[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw new Unreadable('no mark');
    return this.#stack.splice(at).slice(1);
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new Unreadable('the stack is empty');
    return this.#stack.pop();
  }

  #take(count: number): Buffer {
    if (!(count >= 0) || this.#at + count > this.#bytes.length) throw new Unreadable('it ends too early');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #long(size: number): number {
    let value = 0;
    const bytes = this.#take(size);
    for (let at = size - 1; at >= 0; at--) value = value * 256 + (bytes[at] as number);
    return size > 0 && (bytes[size - 1] as number) > 127 ? value - 256 ** size : value;
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw new Unreadable('it ends too early');
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return line;
  }
}

/** Protocol 5 makes arrays with a function: bytes, type, shape, order. */
function arrayOrInstance(made: unknown, args: unknown): unknown {
  const isArray = made instanceof ClassName && made.name.endsWith('.numeric._frombuffer');
  return isArray && Array.isArray(args) ? numbersOf(args[1], args[0] as Buffer) : instance(made, args);
}

function instance(made: unknown, args: unknown): Instance {
  if (!(made instanceof ClassName)) throw new Unreadable('a call of something that is no class');
  return new Instance(made.name, Array.isArray(args) ? args : []);
}

/** numpy's name of a type: its letter and how many bytes it takes. */
function elementOf(dtype: unknown): { letter: string; size: number; big: boolean } {
  if (!(dtype instanceof Instance)) throw new Unreadable('an array without a type');
  const [, letter = '', size = ''] = /^[<>=|]?([a-zA-Z])(\d*)$/.exec(String(dtype.args[0])) ?? [];
  const order = Array.isArray(dtype.state.tuple) ? dtype.state.tuple[1] : '<';
  return { letter, size: Number(size), big: order === '>' };
}

function numbersOf(dtype: unknown, data: Buffer): unknown[] {
  const { letter, size, big } = elementOf(dtype);
  if (big || !Buffer.isBuffer(data) || !(size in READ)) return [];
  const read = letter === 'f' ? READ[size]?.float : letter === 'i' ? READ[size]?.int : undefined;
  if (read === undefined) return [];
  return Array.from({ length: Math.floor(data.length / size) }, (_, at) => read(data, at * size));
}

type Read = (data: Buffer, at: number) => number;
const READ: Readonly<Record<number, { float?: Read; int?: Read }>> = {
  4: { float: (data, at) => data.readFloatLE(at), int: (data, at) => data.readInt32LE(at) },
  8: { float: (data, at) => data.readDoubleLE(at), int: (data, at) => Number(data.readBigInt64LE(at)) },
};
