/** Files that were damaged on their way. */
import { scatter } from './write.ts';

/** Cuts, doubles, swaps or overwrites a few places of a file. */
export function damage(table: Buffer, round: number): Buffer {
  let bytes = table;
  for (let step = 0; step <= scatter(round, 4, 1); step++) {
    const at = scatter(round, bytes.length, 10 + step);
    const size = 1 + scatter(round, 40, 20 + step);
    const some = Buffer.from([0, 0x22, 0x0d, 0x0a, 0x2c, 0x3b, 0xff, 0xc3, 0x09, 0x7f]);
    const kinds = [
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]),
      () => Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at)]),
      () =>
        Buffer.concat([bytes.subarray(0, at), some.subarray(size % 10, (size % 10) + 1), bytes.subarray(at)]),
      () => bytes.subarray(0, at),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(size, scatter(round, 256, 30)),
          bytes.subarray(at + size),
        ]),
    ];
    bytes = (kinds[scatter(round, kinds.length, 40 + step)] as () => Buffer)();
  }
  return bytes;
}
