/**
 * The image of a product: its size above its Python base, and how long it takes to build it again after a change of
 * the code and of the model, beside building it again after no change at all.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildah, requireBuilder } from '../test/containers/builder.mjs';
import { buildImage, inspectImage } from '../test/containers/images.mjs';
import { ensureStandIns, PYTHON_IMAGE } from '../test/containers/stand-ins.mjs';
import { median } from './medians.mjs';
import { ensureProduct } from './product.mjs';

const ROUNDS = 3;
const TAG = `localhost/ml-product-bench-${process.pid}`;
const NOT_COPIED = /^(\.venv.*|\.git|\.tools|node_modules|\.cache)$/;

/** @returns {Promise<{what: string, value: number, unit: string, bar: string | null, ok: boolean}[]>} */
export async function run() {
  await requireBuilder();
  await ensureStandIns();
  const product = mkdtempSync(join(tmpdir(), 'bench-image-'));
  try {
    cpSync(ensureProduct(), product, {
      recursive: true,
      filter: (path) => !NOT_COPIED.test(basename(path)),
    });
    await build(product);
    const seconds = await rebuilds(product);
    const { Size } = await inspectImage(TAG);
    const base = await inspectImage(PYTHON_IMAGE);
    const model = statSync(join(product, 'artifacts', 'v1', 'model.onnx')).size;
    const size = (Size - base.Size - model) / 1e6;
    return [
      { what: 'image above its Python base', value: size, unit: 'MB', bar: '≤ 225 MB', ok: size <= 225 },
      { what: 'nothing changed', value: seconds.nothing, unit: 's', bar: null, ok: true },
      { what: 'the code changed', value: seconds.code, unit: 's', bar: '≤ 10 s', ok: seconds.code <= 10 },
      { what: 'the model changed', value: seconds.model, unit: 's', bar: null, ok: true },
    ];
  } finally {
    await buildah('rmi', '--force', TAG).catch(() => {});
    rmSync(product, { recursive: true, force: true });
  }
}

/** Medians, each kind of change in every round. */
async function rebuilds(product) {
  const changes = {
    nothing: () => {},
    code: (round) => append(join(product, 'serving', 'routes.py'), `\n# ${round}\n`),
    model: (round) => append(join(product, 'artifacts', 'v1', 'golden.jsonl'), `{"round": ${round}}\n`),
  };
  const found = { nothing: [], code: [], model: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, change] of Object.entries(changes)) {
      change(round);
      const start = performance.now();
      await build(product);
      found[name].push((performance.now() - start) / 1000);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, median(all)]));
}

function append(file, text) {
  writeFileSync(file, `${readFileSync(file, 'utf8')}${text}`);
}

async function build(product) {
  const { code, output } = await buildImage(product, { tag: TAG });
  if (code !== 0) throw new Error(`the image cannot be built:\n${output.slice(-4000)}`);
}
