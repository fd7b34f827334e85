/** Files to ask about, made here: a picture, a sound. */
import { crc32, deflateSync } from 'node:zlib';

/** A PNG of this size: a bright figure on a dark ground. */
export function png(width = 64, height = 48, shift = 0) {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - width / 2 - shift, y - height / 2) < height / 3;
      row.set(inside ? [230, 200, 60] : [20, 40, (x * 255) / width], 1 + x * 3);
    }
    return row;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, check]);
}

/** A WAV of a tone: 16 bits, one channel. */
export function wav(seconds = 1, rate = 16_000) {
  const count = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + count * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + count * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; at++)
    bytes.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * 440 * at) / rate)), 44 + at * 2);
  return bytes;
}

/** A .npy of float32 in this shape, counting up from 0. */
export function npy(shape) {
  const count = shape.reduce((product, size) => product * size, 1);
  const told = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const head = `${told}${' '.repeat(63 - ((10 + told.length) % 64))}\n`;
  const bytes = Buffer.alloc(10 + head.length + count * 4);
  bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
  bytes.writeUInt16LE(head.length, 8);
  bytes.write(head, 10, 'latin1');
  for (let at = 0; at < count; at++) bytes.writeFloatLE(at, 10 + head.length + at * 4);
  return bytes;
}
