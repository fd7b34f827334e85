/** A model in an ONNX file: inspected, asked about, written, as a user does it. */
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { external, modelFile, value } from '../inspect/onnx/models.ts';
import { freshFolder, PROGRAM, program } from '../support/program.ts';
import { converse, DOWN, ENTER } from '../support/terminal.ts';
import { contents } from '../support/writer.ts';

const INT64 = 7;

test('inspect --json says what goes in and out, and what it is made of', () => {
  const cwd = freshFolder();
  modelFile(cwd, {
    nodes: [
      { operator: 'Softmax', outputs: ['y'] },
      { operator: 'Gelu', domain: 'com.microsoft' },
    ],
  });
  const { code, out, err } = program(['inspect', 'model.onnx', '--json'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    kind: 'onnx',
    task: 'image-classification',
    inputs: [{ name: 'x', type: 'float', shape: ['N', 3, 224, 224] }],
    outputs: [{ name: 'y', type: 'float', shape: ['N', 10] }],
    opset: 17,
    irVersion: 9,
    producer: { name: 'a test', version: '' },
    metadata: {},
    customOperators: { 'com.microsoft': ['Gelu'] },
    parameters: 0,
    size: statSync(join(cwd, 'model.onnx')).size,
  });
});

test('a product is written with the model, its labels and its steps; the command writes it again', () => {
  const cwd = freshFolder();
  modelFile(cwd);
  const flags = [
    '--source',
    'model.onnx',
    '--labels',
    'a,b,c,d,e,f,g,h,i,j',
    '--normalise',
    '-1-1',
    '--no-git',
    '--yes',
  ];
  const first = program(['shop', ...flags], { cwd });
  expect(first.err).toBe('');
  expect(first.code).toBe(0);
  const steps = JSON.parse(readFileSync(join(cwd, 'shop', 'contract', 'steps.json'), 'utf8'));
  expect(steps).toMatchObject({
    model: 'model/model.onnx',
    image: { mean: [0.5, 0.5, 0.5] },
    output: { labels: 'model/labels.txt' },
  });
  expect(readFileSync(join(cwd, 'shop', 'model', 'labels.txt'), 'utf8')).toBe(
    'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n',
  );
  expect(readFileSync(join(cwd, 'shop', 'model', 'model.onnx'))).toEqual(
    readFileSync(join(cwd, 'model.onnx')),
  );
  const again = /-- (--source .*)/.exec(first.out)?.[1]?.split(' ') ?? [];
  expect(again.join(' ')).toBe('--source model.onnx --labels a,b,c,d,e,f,g,h,i,j --normalise=-1-1 --yes');
  const before = contents(join(cwd, 'shop'));
  const second = program(['other/shop', ...again, '--no-git'], { cwd });
  expect(second.code).toBe(0);
  const after = contents(join(cwd, 'other', 'shop'));
  expect(Object.keys(after ?? {})).toEqual(Object.keys(before ?? {}));
  expect(after?.['contract/steps.json']).toBe(before?.['contract/steps.json']);
});

test.each([
  ['digits', 'image-classification', '0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n'],
  ['sentiment', 'text-classification', 'negative\nneutral\npositive\n'],
])('the sample %s comes with its model, its labels and its licence', (sample, task, labels) => {
  const cwd = freshFolder();
  const { code, out } = program(['shop', '--sample', sample, '--no-git', '--yes'], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`shop -- --sample ${sample} --yes`));
  const read = (...path: string[]): string => readFileSync(join(cwd, 'shop', ...path), 'utf8');
  expect(JSON.parse(read('contract', 'steps.json')).task).toBe(task);
  expect(read('model', 'labels.txt')).toBe(labels);
  expect(read('model', 'LICENSE')).not.toBe('');
  expect(JSON.parse(read('model', 'metrics.json')).primary).toBe('accuracy');
  expect(existsSync(join(cwd, 'shop', 'model', 'sample.json'))).toBe(false);
});

test('the settings that pictures bring are listed, and handed into the container', () => {
  const cwd = freshFolder();
  modelFile(cwd);
  expect(program(['shop', '--source', 'model.onnx', '--no-git', '--yes'], { cwd }).code).toBe(0);
  const read = (...path: string[]): string => readFileSync(join(cwd, 'shop', ...path), 'utf8');
  const fields = [...read('serving', 'own_settings.py').matchAll(/^ {4}([a-z_]+): .*=/gm)];
  const names = fields.map(([, name = '']) => name.toUpperCase());
  expect(names).toContain('MAX_PIXELS');
  const listed = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names.filter((name) => !listed.includes(name))).toEqual([]);
  const handed = [...read('compose.yaml').matchAll(/^ {6}([A-Z_]+): \$\{/gm)].map(([, name]) => name);
  expect(names.filter((name) => !handed.includes(name))).toEqual(['RUNTIME']);
});

test('a scorer of rows is asked by a form: the same contract as a table has', () => {
  const cwd = freshFolder();
  modelFile(cwd, {
    inputs: [value('X', [null, 2])],
    outputs: [value('label', [null], INT64), value('probabilities', [null, 2])],
  });
  expect(
    program(['shop', '--source', 'model.onnx', '--labels', 'no,yes', '--no-git', '--yes'], { cwd }).code,
  ).toBe(0);
  const contract = readFileSync(join(cwd, 'shop', 'contract', 'schema.py'), 'utf8');
  expect(contract).toContain('x1: Number');
  expect(contract).toContain('Literal["no", "yes"]');
  expect(existsSync(join(cwd, 'shop', 'training'))).toBe(false);
  expect(existsSync(join(cwd, 'shop', 'making'))).toBe(true);
});

test('a dictionary names the numbers of a matrix, with their words and limits; it is found beside the model too', () => {
  const cwd = freshFolder();
  modelFile(cwd, { inputs: [value('X', [null, 2])], outputs: [value('y', [null, 1])] });
  const dictionary =
    'name,label,unit,min,max\nage,Alter,years,18,90\nincome,Einkommen,CHF,,\npaid,Bezahlt,CHF,,\n';
  writeFileSync(join(cwd, 'columns.csv'), dictionary);
  const flags = ['--source', 'model.onnx', '--no-git', '--yes'];
  const { code, out } = program(['shop', ...flags], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('columns.csv describes 3 of its columns');
  expect(out).toContain('--dictionary columns.csv');
  const contract = readFileSync(join(cwd, 'shop', 'contract', 'schema.py'), 'utf8');
  expect(contract).toContain(
    'age: Number = feature("Alter", unit="years", example=18, minimum=18, maximum=90)',
  );
  expect(contract).toMatch(/paid: Number = target\("Bezahlt", unit="CHF"/);
  expect(program(['inspect', 'model.onnx', '--dictionary', 'none'], { cwd }).out).toContain('x1, x2');
  const pictures = program(['inspect', 'model.onnx', '--task', 'tensor', '--dictionary', 'columns.csv'], {
    cwd,
  });
  expect(pictures.out).toContain('it is not used');
});

test('weights of more than 95 MB are copied, and git leaves them out', () => {
  const cwd = freshFolder();
  const elements = 25_000_000;
  modelFile(cwd, { weights: [external('w', 'weights.bin', elements)] });
  writeFileSync(join(cwd, 'weights.bin'), '');
  truncateSync(join(cwd, 'weights.bin'), 4 * elements);
  const flags = ['--source', 'model.onnx', '--deploy', 'cloud-run', '--no-git', '--yes'];
  expect(program(['shop', ...flags], { cwd }).code).toBe(0);
  expect(statSync(join(cwd, 'shop', 'model', 'weights.bin')).size).toBe(4 * elements);
  const ignored = readFileSync(join(cwd, 'shop', '.gitignore'), 'utf8');
  expect(ignored).toContain('\n/model/weights.bin\n');
  expect(ignored).toContain('\n/artifacts/\n');
  // Cloud Build would get what git ignores neither, and the image needs it.
  expect(readFileSync(join(cwd, 'shop', '.gcloudignore'), 'utf8')).toMatch(
    /\n#!include:\.gitignore\n!\/artifacts\/\n/,
  );
});

test('what cannot be served is told before anything is written', () => {
  const cwd = freshFolder();
  modelFile(cwd, { opset: 99 });
  const { code, err } = program(['shop', '--source', 'model.onnx', '--yes'], { cwd });
  expect(code).toBe(2);
  expect(err).toMatch(/opset 99 .* ONNX Runtime \d/);
  expect(existsSync(join(cwd, 'shop'))).toBe(false);
});

test.each([
  ['a task of tables', ['--task', 'regression'], 'this is a model'],
  ['too few labels', ['--labels', 'a,b'], '10 classes'],
  ['a size that it does not take', ['--size', '100'], '224x224'],
  ['what is said of tables', ['--split', 'random'], '--split is about a table; model.onnx is a model'],
  ['a column of a picture', ['--target', 'x'], '--target is about a scorer of rows'],
  ['the rate of a picture', ['--rate', '16000'], '--rate is about a model that takes sound'],
])('%s', (_what, flags, words) => {
  const cwd = freshFolder();
  modelFile(cwd);
  const { code, err } = program(['inspect', 'model.onnx', ...flags], { cwd });
  expect(code).toBe(2);
  expect(err).toContain(words);
});

test('what is said of models is refused of a table', () => {
  const { code, err } = program(['shop', '--sample', 'penguins', '--size', '224', '--yes'], {
    cwd: freshFolder(),
  });
  expect(code).toBe(2);
  expect(err).toContain('--size is about a model in an ONNX file; penguins.csv is a table');
});

test('what no file says is shown as guessed, with the flags that say otherwise', () => {
  const cwd = freshFolder();
  modelFile(cwd);
  const { out } = program(['inspect', 'model.onnx', '--normalise', 'imagenet'], { cwd });
  expect(out).toMatch(/none found: --labels/);
  expect(out).toMatch(/guessed .*: --resize, --colour\n/);
  const { guessed } = JSON.parse(program(['inspect', 'model.onnx', '--json'], { cwd }).out);
  expect(guessed).toEqual(['resize', 'colour', 'normalise', 'labels']);
});

test('without a terminal only the folder is open', () => {
  const cwd = freshFolder();
  modelFile(cwd);
  const { code, err } = program(['--source', 'model.onnx'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain('[dir]');
  expect(err).not.toContain('--target');
});

test('the conversation: what it is for, and only what the file cannot tell', () => {
  const cwd = freshFolder();
  modelFile(cwd);
  const { code, screen, answered } = converse(
    [process.execPath, PROGRAM],
    [
      ['What kind of model is it?', DOWN + ENTER],
      ['Where is the model?', `model.onnx${ENTER}`],
      ['What is it for?', ENTER],
      ["How does a picture get the model's size?", DOWN + ENTER],
      ['In which order does it take colours?', DOWN + ENTER],
      ['Which numbers does it take for a picture?', DOWN + ENTER],
      ['What are its classes called?', ENTER],
      ['Where shall it be written?', `shop${ENTER}`],
      ['Write', ENTER],
    ],
    { cwd },
  );
  expect(answered).toBe(9);
  expect(code).toBe(0);
  expect(screen).toMatch(/shop -- --source model\.onnx --resize crop --colour BGR --normalise=-1-1 --yes/);
});
