/** What the usual exporters write, in their own words: names, shapes and endings that they leave. */
import { describe, expect, it } from 'vitest';
import type { OnnxTask } from '../../../generators/spec.ts';
import { type Parts, value, wholes, words } from './models.ts';
import { understand } from './understand.ts';

const INT64 = 7;
const STRING = 8;
const DOUBLE = 11;
const ML = 'ai.onnx.ml';

const tokens = [value('input_ids', ['N', 'T'], INT64), value('attention_mask', ['N', 'T'], INT64)];
const pixels = [value('pixel_values', ['batch_size', 'num_channels', 'height', 'width'])];
const logits = [value('logits', ['batch_size', 3])];
const screen = [value('images', [1, 3, 640, 640])];
const TOKENIZER = { 'tokenizer.json': {} };
const called = (architecture: string, more: object = {}) => ({
  'config.json': { architectures: [architecture], ...more },
});

/** Rows as skl2onnx writes them, with the label first. */
const row = (parts: Parts): Parts => ({ inputs: [value('X', [null, 4])], producer: 'skl2onnx', ...parts });
const label = (type = INT64) => value('label', [null], type);
const probabilities = (count: number) => value('probabilities', [null, count]);

describe('Hugging Face', () => {
  it('leaves every dimension of a picture free: their names say what they are', async () => {
    const { spec } = await understand(
      { inputs: pixels, outputs: logits },
      called('ViTForImageClassification', { image_size: 64 }),
    );
    expect(spec.task).toBe('image-classification');
    expect(spec.steps.image).toMatchObject({ layout: 'NCHW', colour: 'RGB', height: 64, width: 64 });
  });

  it.each<[string, object, object]>([
    ['a square', { size: 64 }, { height: 64, width: 64, resize: 'stretch' }],
    ['a list', { size: [32, 64] }, { height: 32, width: 64 }],
    [
      'a short side and a crop',
      { size: 72, crop_size: 64, do_center_crop: true },
      { height: 64, resize: 'crop', short_side: 72 },
    ],
    [
      'a share that is left',
      { size: { shortest_edge: 224 }, crop_pct: 0.875 },
      { height: 224, resize: 'crop', short_side: 256 },
    ],
    ['a filter by its name', { size: 64, resample: 'bicubic' }, { filter: 'bicubic' }],
    [
      'one number for all channels',
      { size: 64, image_mean: 0.5, image_std: [0.25] },
      { mean: [0.5, 0.5, 0.5] },
    ],
    [
      'LeViT, whose crop no file says',
      { image_processor_type: 'LevitImageProcessor', size: { shortest_edge: 224 }, do_center_crop: true },
      { height: 224, short_side: 256 },
    ],
    ['MobileViT, which takes BGR', { size: 64, do_flip_channel_order: true }, { colour: 'BGR' }],
    [
      'bytes less one',
      { size: 64, rescale_factor: 1 / 127.5, rescale_offset: true, do_normalize: false },
      { scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
    ],
    [
      'EfficientNet, divided twice',
      {
        image_processor_type: 'EfficientNetImageProcessor',
        size: 64,
        include_top: true,
        image_mean: 0.5,
        image_std: 0.5,
      },
      { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    ],
    ['one level deeper', { image_processor: { size: 64, do_rescale: false } }, { height: 64, scale: 1 }],
  ])('sizes as %s', async (_what, preprocessor, image) => {
    const { spec } = await understand(
      { inputs: pixels, outputs: logits },
      { 'preprocessor_config.json': preprocessor },
    );
    expect(spec.steps.image).toMatchObject(image);
  });

  it('standard deviations that cannot be are asked for', async () => {
    const { open } = await understand(
      { inputs: pixels, outputs: logits },
      { 'preprocessor_config.json': { size: 64, image_mean: [0.5], image_std: [0, 0, 0] } },
    );
    expect(open).toContain('normalise');
  });

  it.each([
    ['BertForMaskedLM', 'tensor'],
    ['GPT2LMHeadModel', 'tensor'],
    ['BertForQuestionAnswering', 'tensor'],
    ['BertForTokenClassification', 'token-classification'],
  ])('a %s: %s', async (architecture, task) => {
    const outputs = [value('logits', ['N', 'T', 9])];
    const { spec } = await understand({ inputs: tokens, outputs }, { ...TOKENIZER, ...called(architecture) });
    expect(spec.task).toBe(task);
  });

  it('several labels at once are no shares of one; the numbers of a regression are scores as they are', async () => {
    const asked = async (problem_type: string) => {
      const outputs = [value('logits', ['N', 4])];
      const { spec } = await understand(
        { inputs: tokens, outputs },
        { ...TOKENIZER, ...called('BertForSequenceClassification', { problem_type }) },
      );
      return [spec.task, spec.steps.output?.activation];
    };
    expect(await asked('multi_label_classification')).toEqual(['text-classification', 'sigmoid']);
    expect(await asked('regression')).toEqual(['text-classification', 'none']);
  });

  it('a text of Sentence Transformers lies where its pooling says, and is as long as it says', async () => {
    const { spec } = await understand(
      { inputs: tokens, outputs: [value('last_hidden_state', ['N', 'T', 384])] },
      {
        ...TOKENIZER,
        '1_Pooling/config.json': { pooling_mode_cls_token: true },
        'sentence_bert_config.json': { max_seq_length: 256 },
      },
    );
    expect(spec.steps.output?.pool).toBe('cls');
    expect(spec.steps.text?.max_length).toBe(256);
  });

  it('a text as long as its positions: RoBERTa counts them from behind its padding', async () => {
    const longest = async (model_type: string) => {
      const config = { model_type, max_position_embeddings: 66, pad_token_id: 1 };
      const beside = { ...TOKENIZER, ...called('XForSequenceClassification', config) };
      return (await understand({ inputs: tokens, outputs: logits }, beside)).spec.steps.text?.max_length;
    };
    expect(await longest('bert')).toBe(66);
    expect(await longest('xlm-roberta')).toBe(64);
  });

  it("a whole text's vector is taken before its tokens'", async () => {
    const outputs = [value('last_hidden_state', ['N', 'T', 384]), value('sentence_embedding', ['N', 384])];
    const { spec } = await understand({ inputs: tokens, outputs }, TOKENIZER);
    expect(spec.steps.output).toMatchObject({ name: 'sentence_embedding', pool: 'none' });
  });

  it.each<[string, Parts]>([
    [
      'no tokenizer fills its input position_ids',
      { inputs: [...tokens, value('position_ids', ['N', 'T'], INT64)], outputs: logits },
    ],
    ['no score of each', { inputs: tokens, outputs: [value('label', ['N'], INT64)] }],
  ])('a text model is asked as tensors where %s', async (why, parts) => {
    const { spec } = await understand(parts, { ...TOKENIZER, ...called('BertForSequenceClassification') });
    expect(spec.task).toBe('tensor');
    expect(spec.warnings[0]?.message).toContain(why);
  });

  it('an input of any name takes tokens, where a tokenizer lies beside it', async () => {
    const { spec } = await understand(
      { inputs: [value('x', ['N', 'T'], INT64)], outputs: [value('y', ['N', 3])] },
      TOKENIZER,
    );
    expect(spec.task).toBe('text-classification');
  });

  it('what keeps a text from being asked says what to do', async () => {
    const { spec } = await understand(
      { inputs: tokens, outputs: logits },
      called('RobertaForSequenceClassification'),
    );
    expect(spec.task).toBe('tensor');
    expect(spec.warnings[0]?.message).toContain('save_pretrained');
  });

  it('a tokenizer that was cut off is refused', async () => {
    await expect(understand({ inputs: tokens }, { 'tokenizer.json': '{"model":' })).rejects.toMatchObject({
      code: 'bad-json',
    });
  });

  it('tones of a sound are no samples', async () => {
    const spectrum = [value('input_values', [1, 1024, 128])];
    const { spec } = await understand(
      { inputs: spectrum, outputs: logits },
      called('ASTForAudioClassification'),
    );
    expect(spec.task).toBe('tensor');
  });
});

describe('detectors', () => {
  const boxes = (classes: number): Parts => ({
    inputs: screen,
    outputs: [value('logits', [1, 300, classes]), value('pred_boxes', [1, 300, 4])],
  });
  const names = ['cat', 'dog', 'bird'];

  it.each([
    ['one class more, "nothing"', 4, 'none'],
    ['each class alone', 3, 'sigmoid'],
  ])('of the family of DETR: %s', async (_what, classes, activation) => {
    const { spec } = await understand(boxes(classes), { 'labels.json': names });
    expect(spec.steps.output).toMatchObject({ activation, boxes: { layout: 'detr' } });
  });

  it.each([
    ['rows as many as are kept at most', [1, 300, 6], {}, 'finished'],
    ['rows of a number that is not fixed', [1, null, 6], { task: 'detect' }, 'finished'],
    ['what the metadata says', [1, 50, 6], { task: 'detect', end2end: 'True' }, 'finished'],
    ['a grid of one class', [1, 6300, 6], {}, 'yolo'],
    ['a grid of two classes', [1, 6, 8400], {}, 'yolo'],
  ])('finished boxes, and grids of candidates: %s', async (_what, shape, metadata, layout) => {
    const { spec } = await understand({ inputs: screen, outputs: [value('output0', shape)], metadata });
    expect(spec.steps.output).toMatchObject({ boxes: { layout } });
  });

  const scored = (scores: number[]): Parts => ({
    inputs: screen,
    outputs: [value('scores', scores), value('boxes', [1, 4420, 4])],
    nodes: [{ operator: 'Softmax', inputs: ['raw'], outputs: ['scores'] }],
  });

  it('scores that add up to 1 begin with what is nothing; a list of names that leaves it out gets it', async () => {
    const { spec } = await understand(scored([1, 4420, 3]), { 'labels.json': ['face', 'hand'] });
    expect(spec.steps.output?.boxes).toMatchObject({ layout: 'ssd', background: true, normalised: null });
    expect(spec.labels).toEqual(['background', 'face', 'hand']);
    const whole = await understand(scored([1, 4420, 3]), { 'labels.json': ['?', 'face', 'hand'] });
    expect(whole.spec.labels).toEqual(['?', 'face', 'hand']);
  });

  it.each([
    [
      'TensorFlow',
      ['x', [1, null, null, 3]],
      { detection_boxes: [1, 100, 4], detection_classes: [1, 100], detection_scores: [1, 100] },
      'yxyx',
    ],
    [
      'torchvision, which takes a picture without a batch,',
      ['x', [3, 320, 'width']],
      { boxes: ['n', 4], labels: ['n'], scores: ['n'] },
      'xyxy',
    ],
  ] as const)('%s counts classes from 1', async (_who, [name, shape], outputs, format) => {
    const parts = {
      inputs: [value(name, [...shape])],
      outputs: Object.entries(outputs).map(([called, lengths]) => value(called, [...lengths])),
    };
    const { spec } = await understand(parts, { 'labels.json': ['cat', 'dog'] });
    expect(spec.task).toBe('object-detection');
    expect(spec.steps.output?.boxes).toMatchObject({ format, background: false });
    expect(spec.labels).toEqual(['background', 'cat', 'dog']);
  });

  it('distances from places that only the program knows are no boxes', async () => {
    const outputs = [value('loc', [1, 16800, 4]), value('conf', [1, 16800, 2])];
    const { spec } = await understand({ inputs: screen, outputs });
    expect(spec.task).toBe('tensor');
    expect(spec.reason).toContain('distances');
  });

  it.each([
    ['YOLOX counts from the cells of its grid', ['Transpose'], [8, 16, 32], 'BGR', 1, 'behind'],
    ['sizes that were made of it are pixels', ['Exp', 'Transpose'], [], 'RGB', 1 / 255, undefined],
    ['so are candidates that were joined last', ['Concat'], [], 'RGB', 1 / 255, undefined],
  ])('%s', async (_what, operators, cells, colour, scale, padded) => {
    const nodes = operators.map((operator, at) => ({
      operator,
      inputs: [at === 0 ? 'found' : `of ${at - 1}`],
      outputs: [at === operators.length - 1 ? 'output' : `of ${at}`],
    }));
    const { spec } = await understand({
      inputs: [value('images', [1, 3, 416, 416])],
      outputs: [value('output', [1, 3549, 6])],
      nodes,
    });
    expect(spec.task).toBe('object-detection');
    expect(spec.steps.output?.boxes).toMatchObject({ layout: 'yolo', format: 'cxcywh', cells });
    expect(spec.steps.image).toMatchObject({ colour, scale, resize: 'pad' });
    expect(spec.steps.image?.padded).toBe(padded);
  });

  it('Ultralytics says how large its models see a picture, and that they want it from 0 to 1', async () => {
    const free = [value('images', ['batch', 3, 'height', 'width'])];
    const metadata = { author: 'Ultralytics', imgsz: '[320, 416]' };
    const classes = [value('output0', ['batch', 1000])];
    const grid = [value('output0', ['batch', 22, 'anchors'])];
    const detector = await understand({
      inputs: free,
      outputs: grid,
      metadata: { ...metadata, task: 'detect' },
    });
    const classifier = await understand({
      inputs: free,
      outputs: classes,
      metadata: { ...metadata, imgsz: '[224, 224]', task: 'classify' },
    });
    const plain = { mean: [0, 0, 0], std: [1, 1, 1] };
    expect(detector.spec.steps.image).toMatchObject({ height: 320, width: 416, resize: 'pad', ...plain });
    expect(classifier.spec.steps.image).toMatchObject({ resize: 'crop', short_side: 224, ...plain });
  });

  it.each(['segment', 'pose', 'obb'])('what Ultralytics calls %s is no box', async (task) => {
    const { spec } = await understand({
      inputs: screen,
      outputs: [value('output0', [1, 56, 8400])],
      metadata: { task },
    });
    expect(spec.task).toBe('tensor');
    expect(spec.reason).toContain(task);
  });
});

describe('scikit-learn', () => {
  const chosen = (labels: string[]): Parts =>
    row({
      outputs: [label(STRING), probabilities(3)],
      weights: [words('classes', labels)],
      nodes: [
        {
          operator: 'LinearClassifier',
          domain: ML,
          inputs: ['X'],
          outputs: ['inner', 'scores'],
          attributes: { classlabels_strings: ['0', '1'], post_transform: 'LOGISTIC' },
        },
        { operator: 'ArgMax', inputs: ['scores'], outputs: ['best'] },
        { operator: 'ArrayFeatureExtractor', domain: ML, inputs: ['classes', 'best'], outputs: ['picked'] },
        { operator: 'Reshape', inputs: ['picked'], outputs: ['label'] },
        { operator: 'Sum', inputs: ['scores'], outputs: ['probabilities'] },
      ],
      domains: [ML],
    });

  it('the classes are those that the label is chosen from, not those of a classifier inside', async () => {
    const { spec } = await understand(chosen(['setosa', 'versicolor', 'virginica']));
    expect(spec.rows?.target.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(spec.steps.output?.activation).toBe('none');
  });

  it.each([
    [2, 'logits-binary'],
    [3, 'softmax'],
  ])(
    'the distances of %s classes are no probabilities, whatever they are called',
    async (count, activation) => {
      const node = {
        operator: 'SVMClassifier',
        domain: ML,
        inputs: ['X'],
        outputs: ['label', 'probabilities'],
        attributes: { classlabels_strings: ['a', 'b', 'c'].slice(0, count), post_transform: 'NONE' },
      };
      const { spec } = await understand(
        row({ outputs: [label(STRING), probabilities(count)], nodes: [node], domains: [ML] }),
      );
      expect(spec.steps.output?.activation).toBe(activation);
    },
  );

  it('numbers of double precision are a regression too', async () => {
    const { spec } = await understand(
      row({ inputs: [value('X', [null, 4], DOUBLE)], outputs: [value('variable', [null, 1], DOUBLE)] }),
    );
    expect(spec.rows?.task).toBe('regression');
  });

  it('a score of how usual a row is, is a number', async () => {
    const { spec } = await understand(row({ outputs: [label(), value('scores', [null, 1])] }));
    expect(spec.rows?.task).toBe('regression');
    expect(spec.steps.output?.name).toBe('scores');
  });

  it.each<[string, Parts, string]>([
    ['several numbers', { outputs: [value('variable', [null, 3])] }, '3 numbers'],
    [
      'distances to clusters',
      {
        outputs: [label(), value('scores', [null, 3])],
        nodes: [{ operator: 'ArgMin', inputs: ['d'], outputs: ['label'] }],
      },
      'distances',
    ],
    ['several questions', { outputs: [value('label', [null, 2], INT64)] }, 'several questions'],
    ['a class alone', { outputs: [label()] }, 'how sure'],
  ])('%s are tensors, and why is said', async (_what, parts, why) => {
    const { spec } = await understand(row(parts));
    expect(spec.task).toBe('tensor');
    expect(spec.warnings[0]?.message).toContain(why);
  });

  it('one column of words that it knows is a row, not a text', async () => {
    const encoder = {
      operator: 'OneHotEncoder',
      domain: ML,
      inputs: ['city'],
      outputs: ['probabilities'],
      attributes: { cats_strings: ['Bern', 'Basel'] },
    };
    const { spec } = await understand(
      row({
        inputs: [value('city', [null, 1], STRING)],
        outputs: [probabilities(2)],
        nodes: [encoder],
        domains: [ML],
      }),
    );
    expect(spec.task).toBe('tabular');
    expect(spec.rows?.features[0]?.categories).toEqual(['Bern', 'Basel']);
  });
});

describe('columns in several inputs, as scikit-learn takes them in blocks', () => {
  const blocks = row({
    inputs: [value('num', [null, 2]), value('cat', [null, 2], STRING)],
    outputs: [label(), probabilities(2)],
    nodes: [
      { operator: 'Gather', inputs: ['cat', 'second'], outputs: ['sex'] },
      {
        operator: 'OneHotEncoder',
        domain: ML,
        inputs: ['sex'],
        outputs: ['probabilities'],
        attributes: { cats_strings: ['f', 'm'] },
      },
    ],
    weights: [wholes('second', [1])],
    domains: [ML],
  });

  it('each is a field, with the words that the model knows of it', async () => {
    const { spec } = await understand(blocks);
    expect(spec.task).toBe('tabular');
    expect(spec.rows?.features.map(({ field }) => field)).toEqual(['num_1', 'num_2', 'cat_1', 'cat_2']);
    expect(spec.rows?.features.map(({ categories }) => categories)).toEqual([null, null, null, ['f', 'm']]);
    expect(spec.steps.rows).toMatchObject({
      input: null,
      inputs: { num_1: 'num', num_2: 'num', cat_1: 'cat', cat_2: 'cat' },
    });
  });

  it('they are called as in the data beside it', async () => {
    const data = 'age,deck,fare,sex\n1,A,2.5,f\n30,B,7.25,m\n';
    const { spec } = await understand(blocks, { 'data.csv': data });
    expect(spec.rows?.features.map(({ field }) => field)).toEqual(['age', 'fare', 'deck', 'sex']);
    expect(spec.steps.rows?.inputs).toEqual({ age: 'num', fare: 'num', deck: 'cat', sex: 'cat' });
  });
});

describe("the owner's table", () => {
  const four = { inputs: [value('X', ['N', 4])], outputs: [value('y', ['N', 1])] };
  const fields = async (data: string) => {
    const { spec } = await understand(four, { 'data.csv': data });
    return {
      names: spec.rows?.features.map(({ field }) => field),
      codes: spec.warnings.map(({ code }) => code),
    };
  };

  it('that pandas numbered: the numbers are no column', async () => {
    const { names } = await fields(',age,fare,long,wide\n0,1,2,3,4\n1,5,6,7,8\n2,1,6,3,8\n');
    expect(names).toEqual(['age', 'fare', 'long', 'wide']);
  });

  it('with other columns than the model takes: told', async () => {
    const { names, codes } = await fields('age,fare\n1,2\n3,4\n');
    expect([names, codes]).toEqual([['x1', 'x2', 'x3', 'x4'], ['names-unfit']]);
  });
});

describe('a task that was said', () => {
  it.each<[OnnxTask, Parts, string]>([
    ['tabular', { inputs: pixels, outputs: logits }, '4 dimensions'],
    ['image-classification', { inputs: pixels, outputs: [value('y', ['N', 2, 8, 8])] }, 'no list of scores'],
  ])('%s, and does not fit', async (task, parts, words) => {
    await expect(understand(parts, {}, { task })).rejects.toThrow(words);
  });
});

describe('names of classes', () => {
  it.each<[string, string, object | string]>([
    ['with blank lines between', 'labels.txt', 'a\n\nb\r\nc\n'],
    ['in one line', 'labels.txt', 'a, b, c\n'],
    ['in lines counted from one', 'labels.txt', '1 a\n2 b\n3 c\n'],
    ['before their numbers', 'labels.txt', 'a: 0\nb: 1\nc: 2\n'],
    ['below a heading', 'labels.txt', 'id,label\n0,a\n1,"b"\n2,c\n'],
    ['as a list in YAML', 'labels.txt', '# classes\n- a\n- b\n- c\n'],
    ['in quotes and commas', 'labels.txt', '"a",\n"b",\n"c"\n'],
    ['as Python prints them', 'labels.txt', "{0: 'a', 1: 'b', 2: 'c'}"],
    ['in UTF-16', 'labels.txt', Buffer.from('\uFEFFa\nb\nc', 'utf16le')],
    ['beside their WordNet numbers', 'labels.json', { 0: ['n01', 'a'], 1: ['n02', 'b'], 2: ['n03', 'c'] }],
    ['one level deeper', 'labels.json', { labels: ['a', 'b', 'c'] }],
    ['counted from one', 'labels.json', { 1: 'a', 2: 'b', 3: 'c' }],
    [
      'as objects',
      'labels.json',
      [
        { id: 1, name: 'b' },
        { id: 0, name: 'a' },
        { id: 2, name: 'c' },
      ],
    ],
  ])('%s', async (_what, name, content) => {
    const { spec } = await understand({ inputs: pixels, outputs: logits }, { [name]: content });
    expect(spec.labels).toEqual(['a', 'b', 'c']);
  });

  it('as Windows writes them', async () => {
    const { spec } = await understand(
      { inputs: pixels, outputs: logits },
      { 'labels.txt': Buffer.from('Hund\nKatze\nV\xf6gel', 'latin1') },
    );
    expect(spec.labels).toEqual(['Hund', 'Katze', 'Vögel']);
  });

  it('in a file that holds none: told, and the next one is read', async () => {
    const { spec } = await understand(
      { inputs: pixels, outputs: logits },
      { 'labels.json': '{"0": "a",', 'classes.txt': 'a\nb\nc' },
    );
    expect(spec.labels).toEqual(['a', 'b', 'c']);
    expect(spec.warnings[0]?.message).toContain('not used');
  });
});
