/** What a model is for, and what stands around it: by its inputs and outputs, by what lies beside it, by what its owner says. */
import { describe, expect, it } from 'vitest';
import { presetOf } from '../../../generators/inspect/onnx/picture.ts';
import { obstacles } from '../../../generators/inspect/onnx/runnable.ts';
import { wordPieceTokenizer } from '../../../generators/inspect/onnx/wordpiece.ts';
import { type Parts, value } from './models.ts';
import { understand } from './understand.ts';

const FLOAT16 = 10;
const INT64 = 7;
const STRING = 8;

const picture = [value('pixels', ['N', 3, 224, 224])];
const tokens = [value('input_ids', ['N', 'T'], INT64), value('attention_mask', ['N', 'T'], INT64)];

describe('the task', () => {
  const TOKENIZER = { 'tokenizer.json': {} };
  it.each<[string, Parts, Record<string, object>, string]>([
    ['pictures → a number a class', { inputs: picture }, {}, 'image-classification'],
    ['channels last', { inputs: [value('x', ['N', 32, 32, 3])] }, {}, 'image-classification'],
    ['pictures → letters', { inputs: picture, outputs: [value('y', [1, 'seqlen'])] }, {}, 'tensor'],
    ['pictures → boxes', { inputs: picture, outputs: [value('y', ['N', 84, 8400])] }, {}, 'object-detection'],
    [
      'pictures → pictures',
      { inputs: picture, outputs: [value('y', ['N', 3, 'h', 'w'])] },
      {},
      'image-to-image',
    ],
    [
      'tokens → a row a text',
      { inputs: tokens, outputs: [value('logits', ['N', 2])] },
      TOKENIZER,
      'text-classification',
    ],
    [
      'tokens → a row a token',
      { inputs: tokens, outputs: [value('logits', ['N', 'T', 9])] },
      TOKENIZER,
      'token-classification',
    ],
    [
      'tokens → vectors',
      { inputs: tokens, outputs: [value('last_hidden_state', ['N', 'T', 384])] },
      TOKENIZER,
      'embedding',
    ],
    ['tokens without a tokenizer', { inputs: tokens, outputs: [value('logits', ['N', 2])] }, {}, 'tensor'],
    [
      'samples of a sound',
      { inputs: [value('waveform', ['N', 'T'])], outputs: [value('y', ['N', 5])] },
      {},
      'audio',
    ],
    [
      'whole seconds of a sound, whatever they are called',
      { inputs: [value('input', ['N', 1, 32000])], outputs: [value('y', ['N', 5])] },
      {},
      'audio',
    ],
    ['numbers of another length', { inputs: [value('input', ['N', 17000])] }, {}, 'tensor'],
    ['a row', { inputs: [value('X', [null, 4])], outputs: [value('y', [null, 1])] }, {}, 'tabular'],
    [
      'columns',
      {
        inputs: [value('age', [null, 1]), value('city', [null, 1], STRING)],
        outputs: [value('y', [null, 1])],
      },
      {},
      'tabular',
    ],
    ['a flat picture', { inputs: [value('x', ['N', 784])] }, {}, 'tensor'],
    ['whole batches only', { inputs: [value('x', [8, 3, 224, 224])] }, {}, 'tensor'],
    ['halves', { inputs: [value('x', ['N', 7], FLOAT16)] }, {}, 'tensor'],
    [
      'nothing known at all',
      { inputs: [value('x', [null, null, null])], outputs: [value('y', [])] },
      {},
      'tensor',
    ],
  ])('%s', async (_what, parts, beside, task) => {
    const { spec } = await understand(parts, beside);
    expect(spec.task).toBe(task);
    expect(spec.reason).not.toBe('');
    expect(spec.suggested).toBe(true);
  });

  it('is overruled', async () => {
    const { spec } = await understand({ inputs: picture }, {}, { task: 'tensor' });
    expect([spec.task, spec.suggested]).toEqual(['tensor', false]);
    expect(spec.steps.image).toBeUndefined();
  });

  it('of pictures is refused where it takes very many at once, and why is said', async () => {
    const many = { inputs: [value('x', [128, 3, 64, 64])] };
    await expect(understand(many, {}, { task: 'image-classification' })).rejects.toMatchObject({
      code: 'unfit-task',
      message: expect.stringContaining('x takes 128 pictures at once'),
    });
  });

  it.each([
    ['four at once with an answer each', [4, 3, 64, 64], 1, [4, 10], 'image-classification'],
    ['sixteen at once with one answer, a clip', [16, 3, 64, 64], 1, [1, 10], 'tensor'],
    ['bytes from -128 on', ['N', 3, 64, 64], 3, ['N', 10], 'image-classification'],
    ['bytes as whole numbers', ['N', 64, 64, 3], 6, ['N', 10], 'image-classification'],
  ])('of pictures that come as %s', async (_what, shape, type, made, task) => {
    const parts = { inputs: [value('x', shape, type)], outputs: [value('y', made)] };
    const { spec } = await understand(parts);
    expect(spec.task).toBe(task);
    if (type !== 1)
      expect(spec.steps.image).toMatchObject({ scale: 1, mean: Array(3).fill(type === 3 ? 128 : 0) });
  });

  it('that the model cannot be asked with is refused', async () => {
    await expect(understand({ inputs: tokens }, {}, { task: 'audio' })).rejects.toMatchObject({
      code: 'unfit-task',
    });
  });
});

describe('a text', () => {
  it("of BERT's words alone: the tokenizer is made from them", async () => {
    const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', '7', '##"s'];
    const { spec } = await understand(
      { inputs: tokens, outputs: [value('logits', ['N', 2])] },
      { 'vocab.txt': `${words.join('\n')}\n`, 'tokenizer_config.json': { do_lower_case: false } },
    );
    expect(spec.steps.text?.tokenizer).toBe('model/tokenizer.json');
    const text = wordPieceTokenizer(`${words.join('\n')}\n`, { do_lower_case: false }) ?? '';
    expect(JSON.parse(text).model.vocab).toEqual(Object.fromEntries(words.map((word, id) => [word, id])));
    expect(JSON.parse(text).normalizer.lowercase).toBe(false);
  });

  it.each([
    ['small letters alone', ['good', '##ing'], true],
    ['capitals', ['good', 'Berlin'], false],
  ])(
    "of BERT's words alone, %s: whether texts are made small is told by the words",
    (_what, words, lowercase) => {
      const text = wordPieceTokenizer(['[UNK]', '[CLS]', '[SEP]', ...words].join('\n'), null) ?? '';
      expect(JSON.parse(text).normalizer.lowercase).toBe(lowercase);
    },
  );

  const BERT = { architectures: ['BertForSequenceClassification'] };
  const reads = (config: object, outputs: number, cutter: object = {}) =>
    understand(
      { inputs: tokens, outputs: [value('logits', ['N', outputs])] },
      { 'tokenizer.json': {}, 'tokenizer_config.json': cutter, 'config.json': { ...BERT, ...config } },
    );

  it.each([
    ['classes of two texts', { id2label: { 0: 'entailment', 1: 'neutral', 2: 'contradiction' } }, 3, true],
    ['a name', { _name_or_path: 'cross-encoder/ms-marco-MiniLM-L6-v2' }, 1, true],
    ['other classes', { id2label: { 0: 'good', 1: 'bad' }, _name_or_path: 'bert-base-uncased' }, 2, false],
  ])('or two, by %s', async (_what, config, outputs, pair) => {
    const { spec } = await reads(config, outputs);
    expect(spec.steps.text?.pair).toBe(pair);
    expect(spec.warnings.some(({ code }) => code === 'two-texts')).toBe(pair);
  });

  it.each([
    ['a regression', { problem_type: 'regression', id2label: { 0: 'LABEL_0' } }, 'none'],
    ['one label', { id2label: { 0: 'LABEL_0' } }, 'sigmoid'],
    [
      'one label of Sentence Transformers',
      {
        id2label: { 0: 'LABEL_0' },
        sentence_transformers: { activation_fn: 'torch.nn.modules.linear.Identity' },
      },
      'none',
    ],
  ])('is answered with a score: %s', async (_what, config, activation) => {
    const { spec } = await reads(config, 1);
    expect(spec).toMatchObject({ task: 'text-classification', labels: ['score'] });
    expect(spec.steps.output?.activation).toBe(activation);
  });

  it('is cut and filled up on the left where its tokenizer says so', async () => {
    const left = await reads({}, 2, { truncation_side: 'left', padding_side: 'left' });
    expect(left.spec.steps.text).toMatchObject({ truncate: 'left', pad: 'left' });
    expect((await reads({}, 2)).spec.steps.text).not.toHaveProperty('truncate');
  });

  it('whose tokenizer is only its pieces is asked as tensors, and what is missing is said', async () => {
    const parts = { inputs: tokens, outputs: [value('logits', ['N', 2])] };
    const { spec } = await understand(parts, { 'spiece.model': 'pieces' });
    expect(spec.task).toBe('tensor');
    expect(spec.reason).toContain('spiece.model alone does not say how texts are cut');
  });

  it('that the model takes as it is needs no tokenizer', async () => {
    const outputs = [value('label', [null], STRING), value('probabilities', [null, 2])];
    const { spec } = await understand({ inputs: [value('text', [null, 1], STRING)], outputs });
    expect(spec.task).toBe('text-classification');
    expect(spec.steps.text).toMatchObject({ tokenizer: null, inputs: { ids: 'text' } });
    expect(spec.steps.output).toMatchObject({ name: 'probabilities', activation: 'none' });
  });
});

describe('a picture', () => {
  it('is prepared as preprocessor_config.json says, and nothing is guessed', async () => {
    const preprocessor = {
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
      size: { shortest_edge: 256 },
      resample: 3,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.25, 0.25, 0.25],
    };
    const { spec, open } = await understand(
      { inputs: [value('x', ['N', 3, 'h', 'w'])] },
      { 'preprocessor_config.json': preprocessor, 'labels.txt': 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n' },
    );
    expect(spec.steps.image).toMatchObject({
      height: 224,
      width: 224,
      resize: 'crop',
      short_side: 256,
      filter: 'bicubic',
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
    expect(open).toEqual([]);
  });

  it('gets what its owner says', async () => {
    const answers = { size: '64x32', colour: 'BGR', normalise: '-1-1', resize: 'pad' };
    const { spec } = await understand({ inputs: [value('x', ['N', 3, 'h', 'w'])] }, {}, answers);
    expect(spec.steps.image).toMatchObject({
      height: 64,
      width: 32,
      colour: 'BGR',
      resize: 'pad',
      mean: [0.5, 0.5, 0.5],
    });
  });

  it('means of 0 … 255 leave bytes as they are', async () => {
    const { spec } = await understand({ inputs: picture }, {}, { mean: '123,117,104', std: '1' });
    expect(spec.steps.image).toMatchObject({ scale: 1, mean: [123, 117, 104], std: [1, 1, 1] });
  });

  it('that becomes a picture keeps its size, unless somebody says another', async () => {
    const both = { inputs: [value('x', ['N', 3, 'h', 'w'])], outputs: [value('y', ['N', 3, 'h', 'w'])] };
    const { spec } = await understand(both);
    expect(spec.steps.image).toMatchObject({ height: null, width: null, resize: 'own' });
    const said = await understand(both, {}, { size: '512' });
    expect(said.spec.steps.image).toMatchObject({ height: 512, width: 512, resize: 'stretch' });
  });

  it('of a size that the model does not take is refused', async () => {
    await expect(understand({ inputs: picture }, {}, { size: '100' })).rejects.toMatchObject({
      code: 'bad-value',
    });
  });

  it.each(['0-1', '-1-1', 'imagenet', 'none'])(
    'what %s means can be told from the steps',
    async (normalise) => {
      const { spec } = await understand({ inputs: picture }, {}, { normalise });
      expect(spec.steps.image && presetOf(spec.steps.image)).toBe(normalise);
    },
  );

  it('a thousand classes are those of ImageNet, until somebody says otherwise', async () => {
    const { spec, open } = await understand({ inputs: picture, outputs: [value('y', ['N', 1000])] });
    expect(spec.steps.image && presetOf(spec.steps.image)).toBe('imagenet');
    expect(open).toContain('normalise');
  });

  it('what is guessed is said to be', async () => {
    const { open } = await understand({ inputs: [value('x', ['N', 3, 'h', 'w'])] });
    expect(open).toEqual(['size', 'resize', 'colour', 'normalise', 'labels']);
  });
});

describe('names of classes', () => {
  const three: Parts = { inputs: picture, outputs: [value('y', ['N', 3])] };
  it.each<[string, Parts, Record<string, string | object>]>([
    ['lines', three, { 'labels.txt': 'a\nb\nc\n' }],
    ['numbered lines', three, { 'labels.txt': '0 a\r\n1 b\r\n2 c\r\n' }],
    ['a list', three, { 'labels.json': ['a', 'b', 'c'] }],
    ['numbers to names', three, { 'labels.json': { 2: 'c', 1: 'b', 0: 'a' } }],
    ['config.json', three, { 'config.json': { id2label: { 0: 'a', 1: 'b', 2: 'c' } } }],
    ['the metadata, as Python writes it', { ...three, metadata: { names: "{0: 'a', 1: 'b', 2: 'c'}" } }, {}],
  ])('from %s', async (_what, parts, beside) => {
    const { spec } = await understand(parts, beside);
    expect(spec.labels).toEqual(['a', 'b', 'c']);
    expect(spec.steps.output?.labels).toBe('model/labels.txt');
  });

  it('that are too few are not used, and that is said; named by the owner they are refused', async () => {
    const { spec } = await understand(three, { 'labels.txt': 'a\nb\n' });
    expect(spec.labels).toBeNull();
    expect(spec.warnings.map(({ code }) => code)).toContain('labels-unfit');
    await expect(understand(three, {}, { labels: 'a,b' })).rejects.toMatchObject({ code: 'bad-value' });
  });

  it('that nobody knows are numbers, not LABEL_0', async () => {
    const { spec } = await understand(three, {
      'config.json': { id2label: { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' } },
    });
    expect(spec.labels).toBeNull();
  });
});

describe('rows', () => {
  it('are named and limited by data.csv beside the model; its other column is what is predicted', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${20 + (i % 30)},${1000 + 10 * i},${i % 2}`);
    const { spec } = await understand(
      {
        inputs: [value('X', [null, 2])],
        outputs: [value('label', [null], INT64), value('probabilities', [null, 2])],
      },
      { 'data.csv': ['age,income,bought', ...rows].join('\n') },
    );
    expect(spec.rows?.features.map(({ field }) => field)).toEqual(['age', 'income']);
    expect(spec.rows?.features[0]?.limits).not.toBeNull();
    expect(spec.rows?.target).toMatchObject({ field: 'bought', classes: ['0', '1'], positive: '1' });
    expect(spec.steps.rows?.input).toBe('X');
    expect(spec.steps.output).toMatchObject({ name: 'probabilities', activation: 'none' });
  });

  it.each([
    [
      'first, by the classes in it',
      'bought,age,income',
      (i: number) => `${i % 2 ? 'yes' : 'no'},${i},${9 * i}`,
    ],
    [
      'in the middle, by its words',
      'age,bought,income',
      (i: number) => `${i},${i % 2 ? 'JA' : 'NEIN'},${9 * i}`,
    ],
    ['first, by its name', 'target,age,income', (i: number) => `${(i * 7) % 31},${i},${9 * i}`],
  ])('what is predicted stands %s', async (_where, header, row) => {
    const { spec } = await understand(
      {
        inputs: [value('X', [null, 2])],
        outputs: header.startsWith('target')
          ? [value('y', [null, 1])]
          : [value('label', [null], INT64), value('probabilities', [null, 2])],
      },
      {
        'data.csv': [header, ...Array.from({ length: 40 }, (_, i) => row(i))].join('\n'),
        ...(!header.startsWith('target') && { 'labels.txt': 'no\nyes\n' }),
      },
    );
    expect(spec.rows?.features.map(({ field }) => field)).toEqual(['age', 'income']);
    expect(['bought', 'target']).toContain(spec.rows?.target.column);
  });

  it.each([
    [
      'one score: which of two',
      1,
      (i: number) => ['stay', 'churn'][i % 2],
      ['churn', 'stay'],
      'logits-binary',
    ],
    ['a score each', 3, (i: number) => 11 - (i % 3), ['9', '10', '11'], 'softmax'],
  ])(
    'classes that a network does not name are those in data.csv, sorted: %s',
    async (_what, scores, of, classes, activation) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i},${9 * i},${of(i)}`);
      const { spec } = await understand(
        { inputs: [value('x', ['N', 2])], outputs: [value('y', ['N', scores])] },
        { 'data.csv': ['age,income,kind', ...rows].join('\n') },
      );
      expect(spec.labels).toEqual(classes);
      expect(spec.rows?.target).toMatchObject({ column: 'kind', classes });
      expect(spec.steps.output?.activation).toBe(activation);
      expect(spec.warnings.map(({ code }) => code)).toContain('labels-sorted');
    },
  );

  it('a class an output is one answer', async () => {
    const { spec } = await understand({
      inputs: [value('X', [null, 2])],
      outputs: [value('output_label', [null], INT64), value('i0', [null]), value('i1', [null])],
      nodes: ['0', '1'].flatMap((name) => [
        { operator: 'Slice', inputs: ['probabilities', name], outputs: [`cut${name}`] },
        { operator: 'Reshape', inputs: [`cut${name}`, 'flat'], outputs: [`i${name}`] },
      ]),
    });
    expect(spec.rows?.target.classes).toEqual(['0', '1']);
    expect(spec.steps.output).toMatchObject({ name: 'i0', activation: 'none' });
  });

  it.each([
    ['Imputer', true],
    ['Scaler', false],
  ])(
    'a number that is missing in data.csv may be missing where a model with %s bears it: %s',
    async (operator, isNullable) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i % 9 ? i : ''},${9 * i},${i % 2}`);
      const { spec } = await understand(
        {
          inputs: [value('X', [null, 2])],
          outputs: [value('label', [null], INT64), value('probabilities', [null, 2])],
          nodes: [{ operator, domain: 'ai.onnx.ml', inputs: ['X'], outputs: ['probabilities'] }],
          domains: ['ai.onnx.ml'],
        },
        { 'data.csv': ['age,income,bought', ...rows].join('\n') },
      );
      expect(spec.rows?.features.map(({ nullable }) => nullable)).toEqual([isNullable, false]);
    },
  );

  it('a distance and its opposite, as linear models without probabilities are exported, become shares', async () => {
    const { spec } = await understand({
      inputs: [value('X', [null, 2])],
      outputs: [value('label', [null], INT64), value('probabilities', [null, 2])],
      nodes: [
        { operator: 'MatMul', inputs: ['X', 'w'], outputs: ['distance'] },
        { operator: 'Mul', inputs: ['distance', 'minus'], outputs: ['opposite'] },
        { operator: 'Concat', inputs: ['opposite', 'distance'], outputs: ['probabilities'] },
      ],
    });
    expect(spec.steps.output?.activation).toBe('sigmoid');
  });

  it('one number is a regression', async () => {
    const { spec } = await understand({ inputs: [value('X', [null, 3])], outputs: [value('y', [null, 1])] });
    expect(spec.rows?.task).toBe('regression');
    expect(spec.rows?.features.map(({ field }) => field)).toEqual(['x1', 'x2', 'x3']);
  });

  const several: Parts = {
    inputs: [value('X', [null, 2])],
    outputs: [value('variable', [null, 1])],
    nodes: [
      {
        operator: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: ['X'],
        outputs: ['variable'],
        attributes: { n_targets: 3 },
      },
    ],
    domains: ['ai.onnx.ml'],
  };
  const priced = ['age,income,price,cost,size', ...Array.from({ length: 30 }, (_, i) => `${i},1,2,3,${i}.5`)];

  it('several numbers a row, whatever the shape says, are no single answer: the one that is named is', async () => {
    const { spec } = await understand(several, { 'data.csv': priced.join('\n') });
    expect(spec.task).toBe('tensor');
    expect(spec.warnings.map(({ message }) => message).join()).toContain(
      '3 numbers a row (price, cost, size)',
    );
    const one = await understand(several, { 'data.csv': priced.join('\n') }, { target: 'cost' });
    expect(one.spec.rows?.features.map(({ field }) => field)).toEqual(['age', 'income']);
    expect(one.spec.rows).toMatchObject({ task: 'regression', target: { column: 'cost', classes: null } });
    expect(one.spec.steps.output).toMatchObject({ name: 'variable', column: 1 });
  });

  it("a network's numbers are amounts where data.csv has a column of numbers for each, else classes, which is said", async () => {
    const network = { inputs: [value('x', ['N', 2])], outputs: [value('y', ['N', 3])] };
    const amounts = await understand(network, { 'data.csv': priced.join('\n') }, { target: 'y' });
    expect(amounts.spec.task).toBe('tensor');
    const { spec } = await understand(network);
    expect(spec.rows?.target.classes).toEqual(['0', '1', '2']);
    expect(spec.warnings.map(({ code }) => code)).toContain('classes-guessed');
  });

  it('names that no contract can have stand beside those that it has', async () => {
    const inputs = [value('sepal length (cm)', [null, 1]), value('class', [null, 1])];
    const { spec } = await understand({ inputs, outputs: [value('y', [null, 1])] });
    expect(spec.steps.rows?.inputs).toEqual({ sepal_length_cm: 'sepal length (cm)', class_: 'class' });
  });
});

describe('scores', () => {
  const ending = (operator: string): Parts => ({
    inputs: picture,
    nodes: [
      { operator, inputs: ['pixels'], outputs: ['a'] },
      { operator: 'Reshape', inputs: ['a'], outputs: ['y'] },
    ],
  });

  it.each([
    ['Softmax', 'none'],
    ['Sigmoid', 'none'],
    ['Gemm', 'softmax'],
  ])('that end in %s: %s', async (operator, activation) => {
    const { spec } = await understand(ending(operator));
    expect(spec.steps.output?.activation).toBe(activation);
  });
});

describe('what ONNX Runtime does not have', () => {
  it.each<[string, Parts, string]>([
    ['an opset of the future', { opset: 99 }, 'opset'],
    ['an IR version of the future', { irVersion: 99 }, 'ir-version'],
    [
      'an operator of somebody',
      { nodes: [{ operator: 'Magic', domain: 'my.ops' }], domains: ['my.ops'] },
      'operators',
    ],
    ['complex numbers', { inputs: [value('x', ['N', 3], 14)] }, 'inputs'],
    ['no type', { inputs: [value('x', ['N', 3], 0)] }, 'inputs'],
    ['no outputs', { outputs: [] }, 'no-outputs'],
  ])('%s: told by inspect', async (_what, parts, code) => {
    const { spec } = await understand(parts);
    expect(obstacles(spec.model).map((one) => one.code)).toEqual([code]);
    expect(spec.warnings.map((one) => one.code)).toContain(code);
  });
});
