/**
 * Estimates in bounded memory, for what cannot be exact in a large file.
 */

/** Two 32-bit hashes of a text (FNV-1a and its mixture), in `hashText.high` and as the result. */
export function hashText(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** murmur3's finalizer: spreads every bit over all bits. */
export function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** HyperLogLog (Flajolet et al. 2007) with 4,096 registers: the number of different texts, give or take 1.6 %. */
export class DistinctSketch {
  private readonly registers = new Uint8Array(4096);

  add(text: string): void {
    const hash = hashText(text);
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
 * Counts rows that were seen before. Exact while all hashes fit; then only every 2nd, 4th … hash is followed, and the
 * count is multiplied.
 */
export class DuplicateCounter {
  private seen = new Set<number>();
  private readonly limit: number;
  private stride = 1;
  private repeated = 0;

  constructor(limit = 1 << 18) {
    this.limit = limit;
  }

  /** @param hash an integer of up to 53 bits that stands for the row */
  add(hash: number): void {
    if (this.stride > 1 && hash % this.stride !== 0) return;
    if (this.seen.has(hash)) this.repeated++;
    else {
      this.seen.add(hash);
      if (this.seen.size > this.limit) this.thin();
    }
  }

  get count(): number {
    return this.repeated * this.stride;
  }

  get exact(): boolean {
    return this.stride === 1;
  }

  private thin(): void {
    this.stride *= 2;
    this.seen = new Set([...this.seen].filter((hash) => hash % this.stride === 0));
    this.repeated = Math.round(this.repeated / 2);
  }
}
