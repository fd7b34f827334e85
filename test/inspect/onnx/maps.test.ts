/** Models that answer with something for each pixel, and networks that take pictures of any size. */
import { describe, expect, it } from 'vitest';
import { field, int, type Parts, value } from './models.ts';
import { understand } from './understand.ts';

const INT64 = 7;
const picture = [value('x', ['batch', 3, 256, 320])];
const free = [value('x', ['batch', 3, 'height', 'width'])];

/** The model's last node. */
const ends = (operator: string): Parts['nodes'] => [{ operator, inputs: ['x'], outputs: ['y'] }];

describe('maps', () => {
  it.each([
    ['scores of classes', [value('y', ['batch', 21, 256, 320])], 'Conv', 'classes', 'none'],
    ['coarser scores', [value('y', ['batch', 150, 64, 80])], 'Conv', 'classes', 'none'],
    [
      'a second head in training',
      [value('out', [1, 21, 256, 320]), value('aux', [1, 21, 256, 320])],
      'Conv',
      'classes',
      'none',
    ],
    ['shares of three classes', [value('y', ['batch', 3, 256, 320])], 'Softmax', 'classes', 'none'],
    ['the best class', [value('y', ['batch', 256, 320], INT64)], 'ArgMax', 'classes', 'none'],
    ['a share', [value('y', ['batch', 1, 256, 320])], 'Sigmoid', 'mask', 'none'],
    ['a mask by its name', [value('mask', ['batch', 1, 256, 320])], 'Conv', 'mask', 'sigmoid'],
    ['one number without a channel', [value('y', ['batch', 256, 320])], 'Squeeze', 'depth', 'none'],
    ['a depth by its name', [value('predicted_depth', ['batch', 518, 518])], 'Relu', 'depth', 'none'],
    ['a picture', [value('y', ['batch', 3, 256, 320])], 'Conv', 'picture', 'none'],
    ['a larger picture', [value('y', ['batch', 3, 512, 640])], 'Conv', 'picture', 'none'],
  ])('%s', async (_what, outputs, operator, shows, activation) => {
    const inputs = _what === 'a depth by its name' ? [value('x', ['batch', 3, 518, 518])] : picture;
    const { spec } = await understand({ inputs, outputs, nodes: ends(operator) });
    expect(spec.task).toBe('image-to-image');
    expect(spec.steps.output).toMatchObject({ shows, activation });
  });

  it.each([
    ['features', [value('features', ['batch', 64, 256, 320])]],
    ['coarse channels', [value('y', ['batch', 255, 16, 20])]],
    ['places of joints', [value('heatmaps', ['batch', 17, 64, 80])]],
    ['rows of letters', [value('y', ['batch', 'T', 6625])]],
    ['heads of several sizes', [value('y', ['batch', 18, 64, 80]), value('z', ['batch', 18, 32, 40])]],
  ])('%s are no map', async (_what, outputs) => {
    const { spec } = await understand({ inputs: picture, outputs });
    expect(spec.task).toBe('tensor');
  });

  it('classes are called as the files beside it call them', async () => {
    const outputs = [value('logits', ['batch', 3, 64, 80])];
    const config = {
      architectures: ['SegformerForSemanticSegmentation'],
      id2label: { 0: 'road', 1: 'sky', 2: 'tree' },
    };
    const { spec, open } = await understand({ inputs: picture, outputs }, { 'config.json': config });
    expect(spec.steps.output).toMatchObject({ shows: 'classes', labels: 'model/labels.txt' });
    expect(spec.labels).toEqual(['road', 'sky', 'tree']);
    expect(open).not.toContain('labels');
  });
});

describe('pictures of any size', () => {
  /** A node with its strides. */
  const strided = (operator: string, from: string, to: string, stride: number): Buffer =>
    field(
      1,
      Buffer.concat([
        field(1, from),
        field(2, to),
        field(4, operator),
        field(5, Buffer.concat([field(1, 'strides'), int(8, stride), int(8, stride)])),
      ]),
    );

  it.each([
    ['none is made smaller', [strided('Conv', 'x', 'y', 1)], { multiple: 1, least: 1 }],
    [
      'smaller three times, and larger again',
      [
        strided('Conv', 'x', 'a', 2),
        strided('MaxPool', 'a', 'b', 2),
        strided('Conv', 'b', 'c', 2),
        strided('ConvTranspose', 'c', 'd', 4),
        strided('Conv', 'd', 'y', 2),
      ],
      { multiple: 8, least: 64 },
    ],
  ])('%s', async (_what, own, wanted) => {
    const { spec, open } = await understand({ inputs: free, outputs: free, nodes: [], own });
    expect(spec.steps.image).toMatchObject({
      height: null,
      width: null,
      resize: 'own',
      most_pixels: 1 << 20,
      ...wanted,
    });
    expect(open).not.toContain('size');
  });
});
