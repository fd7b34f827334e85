/** Model files as they are: every operator's test of the onnx package, spoilt files, files of 2 GB, files that point elsewhere. */
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../generators/errors.ts';
import { kindOf } from '../../../generators/inspect/kind.ts';
import { deriveOnnx, readSource } from '../../../generators/inspect/onnx/derive.ts';
import { openOnnx } from '../../../generators/inspect/onnx/open.ts';
import { freshFolder } from '../../support/program.ts';
import { external, field, int, model, modelFile, value, varint } from './models.ts';
import { nodeTests } from './node-tests.ts';

/** What the program says instead of going on. */
async function refusal(source: string): Promise<UserError> {
  try {
    deriveOnnx(await readSource(source));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${source} was taken`);
}

describe('the node tests of the onnx package', () => {
  const tests = nodeTests();

  it('are read as the package itself reads them', () => {
    const different = tests.filter(({ path, inputs, outputs, opsets }) => {
      const { model } = openOnnx(path);
      const found = { inputs: model.inputs, outputs: model.outputs, opsets: model.opsets };
      return JSON.stringify(found) !== JSON.stringify({ inputs, outputs, opsets });
    });
    expect(tests.length).toBeGreaterThan(1500);
    expect(different.map(({ name }) => name)).toEqual([]);
  });

  it('are recognised by their content, and each gets a task and steps', async () => {
    const tasks = new Set<string>();
    for (const { path } of tests) {
      expect(kindOf(path)).toBe('onnx');
      tasks.add(deriveOnnx(await readSource(path)).spec.task);
    }
    expect(tasks).toContain('tensor');
  });

  it('a thousand of them, spoilt: read, or refused in words, and no size that a file claims is taken from memory', async () => {
    const folder = freshFolder();
    const before = process.memoryUsage().rss;
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    let refused = 0;
    for (let round = 0; round < 1000; round++) {
      const whole = readFileSync((tests[random(tests.length)] as { path: string }).path);
      const spoilt = random(4) === 0 ? whole.subarray(0, random(whole.length)) : Buffer.from(whole);
      for (let n = random(8); n >= 0 && spoilt.length > 0; n--) spoilt[random(spoilt.length)] = random(256);
      const path = join(folder, `${round}.onnx`);
      writeFileSync(path, spoilt);
      try {
        deriveOnnx(await readSource(path));
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`round ${round}`, { cause: error });
        refused++;
      }
      expect(process.memoryUsage().rss - before, `round ${round}`).toBeLessThan(500e6);
    }
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(1000);
  });
});

describe('inputs', () => {
  it('initialisers are none, free dimensions have their names, unknown ones null', () => {
    const folder = freshFolder();
    const weight = Buffer.concat([
      int(1, 2),
      int(1, 3),
      int(2, 1),
      field(8, 'w'),
      field(9, Buffer.alloc(24)),
    ]);
    const inputs = [value('x', ['batch', null, 7]), value('w', [2, 3])];
    const { model } = openOnnx(modelFile(folder, { inputs, weights: [weight] }));
    expect(model.inputs).toEqual([{ name: 'x', type: 'float', shape: ['batch', null, 7] }]);
    expect(model.parameters).toBe(6);
  });

  it('a type that only later versions know keeps its number', () => {
    const folder = freshFolder();
    const { model } = openOnnx(modelFile(folder, { inputs: [value('x', [1], 99)] }));
    expect(model.inputs[0]?.type).toBe('type 99');
  });
});

describe('large files', () => {
  it('2 GB of weights beside it are not read', async () => {
    const folder = freshFolder();
    const elements = 2 ** 29;
    const path = modelFile(folder, { weights: [external('w', 'model.onnx.data', elements)] });
    writeFileSync(join(folder, 'model.onnx.data'), '');
    truncateSync(join(folder, 'model.onnx.data'), 4 * elements);
    const before = process.memoryUsage().rss;
    const { spec } = deriveOnnx(await readSource(path));
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect(spec.model.parameters).toBe(elements);
    expect(spec.source.bytes).toBeGreaterThan(2 ** 31);
  });

  it('nor 2 GB inside of it', () => {
    const folder = freshFolder();
    const path = join(folder, 'model.onnx');
    const length = 2 ** 31 - 2048;
    const weight = Buffer.concat([
      int(1, length / 4),
      int(2, 1),
      field(8, 'w'),
      varint(9 * 8 + 2),
      varint(length),
    ]);
    const before = Buffer.concat([
      field(1, field(4, 'Relu')),
      varint(5 * 8 + 2),
      varint(weight.length + length),
      weight,
    ]);
    const after = Buffer.concat([field(11, value('x', [1])), field(12, value('y', [1]))]);
    const head = Buffer.concat([
      int(1, 9),
      varint(7 * 8 + 2),
      varint(before.length + length + after.length),
      before,
    ]);
    const file = openSync(path, 'w');
    writeSync(file, head);
    ftruncateSync(file, head.length + length);
    writeSync(file, Buffer.concat([after, field(8, int(2, 17))]), 0, null, head.length + length);
    closeSync(file);
    const used = process.memoryUsage().rss;
    const { model } = openOnnx(path);
    expect(process.memoryUsage().rss - used).toBeLessThan(150e6);
    expect(model.parameters).toBe(length / 4);
    expect(model.outputs.map(({ name }) => name)).toEqual(['y']);
  });
});

describe('weights beside the model', () => {
  it.each([
    ['../secret', 'weights-outside'],
    ['/etc/passwd', 'weights-outside'],
    ['..\\secret', 'weights-outside'],
    ['C:\\secret', 'weights-outside'],
    ['a/../../secret', 'weights-outside'],
    ['', 'weights-outside'],
    ['w.data', 'weights-missing'],
  ])('at %j: %s', async (location, code) => {
    const folder = freshFolder();
    const path = modelFile(folder, { weights: [external('w', location, 4)] });
    expect((await refusal(path)).code).toBe(code);
  });

  it('a link that leads out of the folder is not followed', async () => {
    const folder = freshFolder();
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    writeFileSync(join(folder, 'secret'), Buffer.alloc(16));
    symlinkSync(join(folder, 'secret'), join(inner, 'w.data'));
    const path = modelFile(inner, { weights: [external('w', 'w.data', 4)] });
    expect((await refusal(path)).code).toBe('weights-outside');
  });

  it('links side by side into one other folder are followed: so Hugging Face keeps its downloads', () => {
    const [blobs, folder] = [freshFolder(), freshFolder()];
    modelFile(blobs, { weights: [external('w', 'w.data', 4)] }, 'a1b2');
    writeFileSync(join(blobs, 'c3d4'), Buffer.alloc(16));
    symlinkSync(join(blobs, 'a1b2'), join(folder, 'model.onnx'));
    symlinkSync(join(blobs, 'c3d4'), join(folder, 'w.data'));
    expect(openOnnx(join(folder, 'model.onnx')).weights.map(({ bytes }) => bytes)).toEqual([16]);
  });

  it('shorter than the model reads: both sizes are said', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'w.data'), Buffer.alloc(10));
    const { code, message } = await refusal(modelFile(folder, { weights: [external('w', 'w.data', 4)] }));
    expect(code).toBe('truncated');
    expect(message).toContain('10 bytes');
  });

  it('at a place that is no number: refused', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'w.data'), Buffer.alloc(16));
    const path = modelFile(folder, { weights: [external('w', 'w.data', 4, -4)] });
    const { code, message } = await refusal(path);
    expect([code, message]).toEqual(['damaged', expect.stringContaining('"-4"')]);
  });

  it('in a folder below it are taken', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'weights'));
    writeFileSync(join(folder, 'weights', 'w'), Buffer.alloc(16));
    const { weights } = openOnnx(modelFile(folder, { weights: [external('w', 'weights/w', 4)] }));
    expect(weights.map(({ name, bytes }) => [name, bytes])).toEqual([['weights/w', 16]]);
  });
});

describe('what is no model', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'not-onnx', 'empty'],
    ['a cut file', model().subarray(0, 60), 'truncated', 'ends too early'],
    ['a packed file', gzipSync(model()), 'not-onnx', 'gzip'],
    ['a zip', Buffer.from('PK\x03\x04rest'), 'not-onnx', 'zip'],
    ['a pickle', Buffer.from('\x80\x04rest', 'latin1'), 'not-onnx', 'pickle'],
    ['a pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'not-onnx', 'git lfs pull'],
    ['a page', Buffer.from('<!doctype html><title>404</title>'), 'not-onnx', 'web page'],
    ['weights alone', Buffer.from('\x10\0\0\0\0\0\0\0{"__metadata__":{}}'), 'not-onnx', 'safetensors'],
    ['text', Buffer.from('hello, this is no model at all'), 'not-onnx', 'not an ONNX model'],
  ])('%s', async (_what, bytes, code, words) => {
    const path = join(freshFolder(), 'model.onnx');
    writeFileSync(path, bytes);
    const { code: said, message, hint } = await refusal(path);
    expect(said).toBe(code);
    expect(`${message} ${hint}`).toContain(words);
  });

  it('a folder of several models: they are named', async () => {
    const folder = freshFolder();
    modelFile(folder, {}, 'a.onnx');
    modelFile(folder, {}, 'b.onnx');
    const { code, message } = await refusal(folder);
    expect(code).toBe('several-models');
    expect(message).toContain('a.onnx, b.onnx');
  });

  it('a loop of links is told, and a web address that nothing is fetched', async () => {
    const path = join(freshFolder(), 'model.onnx');
    symlinkSync('model.onnx', path);
    expect((await refusal(path)).code).toBe('unreadable');
    expect(kindOf(path)).toBe('onnx');
    expect((await refusal('https://localhost/model.onnx')).hint).toContain('download');
  });

  it.each(['model.pt', 'model.ort', 'model.safetensors', 'model.tflite'])('%s is no table either', (name) => {
    expect(kindOf(name)).toBe('onnx');
  });

  it('a model of another name is recognised', () => {
    expect(kindOf(modelFile(freshFolder(), {}, 'weights.bin'))).toBe('onnx');
  });
});
