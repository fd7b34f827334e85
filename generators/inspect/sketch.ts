/**
 * Estimates in bounded memory, for what cannot be exact in a large file.
 */

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

/** A 32-bit hash of a number. */
export function hashNumber(value: number): number {
  float[0] = value + 0; // -0 is 0
  return mix(Math.imul(halves[0] as number, 0x9e3779b1) ^ (halves[1] as number));
}

/** murmur3's finalizer: spreads every bit over all bits. */
export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** HyperLogLog (Flajolet et al. 2007) with 4,096 registers: the number of different hashes, give or take 1.6 %. */
export class DistinctSketch {
  private readonly registers = new Uint8Array(4096);

  add(hash: number): void {
    const rank = Math.clz32((hash << 12) | 0x800) + 1;
    const register = hash >>> 20;
    if (rank > (this.registers[register] as number)) this.registers[register] = rank;
  }

  estimate(): number {
    const size = this.registers.length;
    let sum = 0;
    let empty = 0;
    for (const rank of this.registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const raw = ((0.7213 / (1 + 1.079 / size)) * size * size) / sum;
    if (raw <= 2.5 * size && empty > 0) return Math.round(size * Math.log(size / empty));
    const space = 2 ** 32;
    return Math.round(raw > space / 30 ? -space * Math.log(1 - raw / space) : raw);
  }
}

/** A fair sample of a stream: every row is kept with the same probability (Li's algorithm L). The same stream gives the same sample. */
export class Reservoir<T> {
  readonly kept: T[] = [];
  readonly size: number;
  seen = 0;
  private weight = 1;
  private next: number;
  private state = 0x9e3779b9;

  constructor(size: number) {
    this.size = size;
    this.next = size;
  }

  /** Whether the coming item is wanted; then call `keep`, else `skip`. */
  get wants(): boolean {
    return this.seen < this.size || this.seen === this.next;
  }

  skip(): void {
    this.seen++;
  }

  keep(item: T): void {
    if (this.seen < this.size) this.kept.push(item);
    else this.kept[Math.floor(this.random() * this.size)] = item;
    this.seen++;
    if (this.seen >= this.size) {
      this.weight *= Math.exp(Math.log(this.random()) / this.size);
      this.next = this.seen + Math.floor(Math.log(this.random()) / Math.log(1 - this.weight));
    }
  }

  /** Strictly between 0 and 1 (xorshift). */
  private random(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return ((this.state >>> 0) + 0.5) / 4294967296;
  }
}

/**
 * Counts rows that were seen before. Exact while all their hashes fit; then only every 8th, 64th … hash is
 * followed, and the count is multiplied.
 */
export class DuplicateCounter {
  /** Hashes of 52 bits, by open addressing; 0 is a free place. */
  private table: Float64Array;
  private followed = 0;
  private repeated = 0;
  private mask = 0;

  constructor(size = 1 << 19) {
    this.table = new Float64Array(size);
  }

  /** Takes a row by two independent 32-bit hashes of it. */
  add(low: number, high: number): void {
    if ((low & this.mask) !== 0) return;
    if (!this.insert((high & 0xfffff) * 4294967296 + (low >>> 0) + 1)) {
      this.repeated++;
      return;
    }
    this.followed++;
    if (this.followed > 0.6 * this.table.length) this.thin();
  }

  get count(): number {
    return this.repeated * (this.mask + 1);
  }

  get exact(): boolean {
    return this.mask === 0;
  }

  /** Whether `key` was not there yet. */
  private insert(key: number): boolean {
    const { table } = this;
    const last = table.length - 1;
    for (let place = mix((key / 4294967296) ^ (key | 0)) & last; ; place = (place + 1) & last) {
      if (table[place] === 0) {
        table[place] = key;
        return true;
      }
      if (table[place] === key) return false;
    }
  }

  private thin(): void {
    this.mask = 8 * this.mask + 7;
    const old = this.table;
    this.table = new Float64Array(old.length);
    this.followed = 0;
    for (const key of old) {
      if (key === 0 || ((key - 1) & this.mask) !== 0) continue;
      this.insert(key);
      this.followed++;
    }
    this.repeated = Math.round(this.repeated / 8);
  }
}
