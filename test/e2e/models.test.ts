/**
 * Models that packages of the registries carry, each all the way: inspected, written, made, asked over HTTP and in
 * Chromium, and every answer held against ONNX Runtime called directly.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unlessPassed } from './cached.ts';
import { askInBrowser } from './page.ts';
import { create, type Json, npm, PROGRAM, post, run } from './product.ts';
import {
  installServing,
  lendEnvironments,
  pythonOf,
  removeShared,
  type Shared,
  shared,
} from './real/environment.ts';
import { serve } from './real/serve.ts';

interface RealModel {
  name: string;
  /** Where it lies in an unpacked package, or in the product's own packages. */
  from?: 'packages' | 'environment';
  path: string;
  task: string;
  flags?: string[];
  /** The shape of each tensor that is asked, or a number; left out where the task says what is asked. */
  asked?: Record<string, number | number[]>;
}

const OCR = 'rapidocr_onnxruntime/models';
const ORT = 'onnxruntime/datasets';
const LIGHT = 'onnx/backend/test/data/light';

const MODELS: RealModel[] = [
  {
    name: 'logreg_iris: a sequence of maps',
    ...{ from: 'environment', path: `${ORT}/logreg_iris.onnx`, task: 'tensor' },
    asked: { float_input: [3, 2] },
  },
  {
    name: 'mul_1: a fixed shape',
    ...{ from: 'environment', path: `${ORT}/mul_1.onnx`, task: 'tensor' },
    asked: { X: [3, 2] },
  },
  {
    name: 'light squeezenet: a thousand classes',
    ...{ from: 'environment', path: `${LIGHT}/light_squeezenet.onnx`, task: 'image-classification' },
  },
  {
    name: 'magika: the bytes of a file',
    ...{ path: 'magika/models/standard_v3_3/model.onnx', task: 'tensor' },
    asked: { bytes: [2, 2048] },
  },
  {
    name: 'OCR, where text is: a mask over a picture',
    ...{ path: `${OCR}/ch_PP-OCRv4_det_infer.onnx`, task: 'image-to-image', flags: ['--size', '320x320'] },
  },
  {
    name: 'OCR, which way up: two classes of any size',
    ...{ path: `${OCR}/ch_ppocr_mobile_v2.0_cls_infer.onnx`, task: 'image-classification' },
    flags: ['--size', '48x192', '--normalise', '-1-1', '--labels', 'upright,turned'],
  },
  {
    name: 'OCR, what it says: 6,625 signs a step',
    ...{ path: `${OCR}/ch_PP-OCRv4_rec_infer.onnx`, task: 'tensor' },
    asked: { x: [1, 3, 48, 64] },
  },
  {
    name: 'silero: sound, state, and a rate',
    ...{ path: 'silero_vad/data/silero_vad.onnx', task: 'tensor' },
    asked: { input: [1, 512], state: [2, 1, 128], sr: 16_000 },
  },
  {
    name: 'DNSMOS: nine seconds of speech',
    ...{ path: 'speechmos/dnsmos_models/sig_bak_ovr.onnx', task: 'audio' },
    flags: ['--task', 'audio', '--labels', 'signal,background,overall', '--activation', 'none'],
  },
];
const TOLERANCE = 1e-5;
const REQUIREMENTS = join(import.meta.dirname, 'models', 'requirements.txt');

afterAll(removeShared);

describe('a real model', () => {
  it.each(MODELS)('$name', (model) =>
    unlessPassed(`model ${model.name}`, async () => {
      const lent = await shared({ sample: 'digits', requirements: REQUIREMENTS, page: true });
      const source = join(model.from ? await packagesOf(lent) : lent.packages, model.path);
      const inspected = await inspect(source, model.flags);
      expect(inspected).toMatchObject({ ok: true, kind: 'onnx', task: model.task });
      const found = await allTheWay(lent, ['--source', source, ...(model.flags ?? [])], model.asked);
      expect(inspected.inputs.map((it: Json) => [it.name, it.shape])).toEqual(found.inputs);
    }),
  );

  it('a text, to the sample that takes one', () =>
    unlessPassed('model sentiment', async () => {
      const lent = await shared({ sample: 'digits', requirements: REQUIREMENTS, page: true });
      await allTheWay(lent, ['--sample', 'sentiment']);
    }));
});

async function allTheWay(
  lent: Shared,
  flags: string[],
  shapes: RealModel['asked'] | null = null,
): Promise<Json> {
  const product = await create('product', flags);
  lendEnvironments(lent, product);
  await installServing(product);
  await npm(product, 'run', 'make');
  const { parity } = JSON.parse(readFileSync(join(product, 'artifacts', 'v1', 'passport.json'), 'utf8'));
  expect(parity.label_flips).toBe(0);
  expect(parity.max_difference).toBeLessThanOrEqual(parity.tolerance);

  const direct = async (args: string[], input?: string): Promise<Json> => {
    const script = join(import.meta.dirname, 'models', 'direct.py');
    const { code, stdout, output } = await run(
      pythonOf(product),
      [script, product, ...args],
      product,
      {},
      input,
    );
    expect(code, output).toBe(0);
    return JSON.parse(stdout);
  };
  const asked = await direct(['ask', JSON.stringify(shapes)]);
  const { url, stop } = await serve(product);
  try {
    const { status, body } = await post(`${url}/api/v1/predict`, asked);
    expect(status, JSON.stringify(body)).toBe(200);
    const { answer } = await askInBrowser(url, asked);
    const found = await direct(['compare'], JSON.stringify({ asked, answers: [body, answer] }));
    console.log(`  ${flags[1]}: ${found.compared} numbers, at most ${found.apart} apart`);
    expect(found.apart).toBeLessThanOrEqual(TOLERANCE);
    return found;
  } finally {
    await stop();
  }
}

async function inspect(source: string, flags: string[] = []): Promise<Json> {
  const { stdout, output } = await run(
    process.execPath,
    [PROGRAM, 'inspect', source, ...flags, '--json'],
    import.meta.dirname,
  );
  expect(stdout, output).toMatch(/^\{/);
  return JSON.parse(stdout);
}

async function packagesOf({ home }: Shared): Promise<string> {
  const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
  return (await run(pythonOf(home), ['-c', script], home)).stdout.trim();
}
