/** The page of every task, in a service that pretends to be of it: what is taken, what is sent, and what is shown. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAccessible, assertCount, assertFits, copied, LOOKS, withBrowser } from './browser.mjs';
import { npy, png, wav } from './made.mjs';
import { pretend, TASKS } from './tasks.mjs';

describe('the page of every task', () => {
  const visit = withBrowser();
  const opened = (task, { answers, ...options }, run) =>
    visit({ ...options, prepare: (page) => pretend(page, task, answers) }, async (page) => {
      await page.getByRole('button', { name: 'Predict', exact: true }).waitFor();
      await run(page);
    });
  const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
  const answered = (page) => page.getByTestId('answer').waitFor();
  const choose = (page, name, files) => page.getByLabel(name, { exact: true }).first().setInputFiles(files);
  const picture = (name, ...size) => ({ name, mimeType: 'image/png', buffer: png(...size) });
  const sent = async (page) => {
    const request = page.waitForRequest('**/api/v1/predict');
    await press(page, 'Predict');
    return (await request).postDataBuffer().toString('latin1');
  };

  for (const task of Object.keys(TASKS)) {
    for (const look of [LOOKS[0], LOOKS[3]]) {
      test(`${task} answers at the first click, ${look.name}`, async () => {
        await opened(task, look, async (page) => {
          await press(page, 'Predict');
          await answered(page);
          await assertFits(page);
          await assertAccessible(page);
        });
      });
    }
  }

  test('shows the likeliest labels, and what the others share', async () => {
    await opened('image-classification', {}, async (page) => {
      await press(page, 'Predict');
      await page.getByRole('heading', { name: /71% sure an animal that has/ }).waitFor();
      await assertCount(page.getByTestId('outcome').getByRole('listitem'), 5);
      await page.getByText('2 more share 2%').waitFor();
    });
  });

  test('takes pictures that are dropped, and sends each as a file', async () => {
    await opened('image-classification', {}, async (page) => {
      await page.route('**/api/v1/predict', (route) =>
        route.fulfill({
          json: { id: 'B', items: ['one', 'other'].map((name, at) => itemOf(name, `B-${at + 1}`)) },
        }),
      );
      const files = await page.evaluateHandle(
        (bytes) => {
          const given = new DataTransfer();
          for (const name of ['one.png', 'other.png'])
            given.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
          return given;
        },
        [...png()],
      );
      await page.getByRole('img', { name: 'example.png' }).waitFor();
      // Beside the place for them: the browser must not leave the page for the file.
      await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: files });
      await page.getByRole('list', { name: 'Pictures' }).getByRole('img').nth(1).waitFor();
      const body = await sent(page);
      assert.deepEqual(body.match(/name="image"; filename="[^"]+"/g), [
        'name="image"; filename="one.png"',
        'name="image"; filename="other.png"',
      ]);
      const items = page.getByRole('list', { name: 'Answers, one a file' }).locator('> li');
      await assertCount(items, 2);
      assert.equal(await items.nth(1).getByRole('link').getAttribute('href'), '/history/B-2');
      await assertAccessible(page);
    });
  });

  test('takes pictures that are pasted, the last of them however fast they come', async () => {
    await opened('image-classification', {}, async (page) => {
      await page.getByRole('img', { name: 'example.png' }).waitFor();
      await page.evaluate(
        async (bytes) => {
          for (const name of ['first.png', 'second.png', 'pasted.png']) {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
            window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
            await new Promise(requestAnimationFrame);
          }
        },
        [...png()],
      );
      await page.getByRole('img', { name: 'pasted.png' }).waitFor();
    });
  });

  test('says what is no picture, at the place where it was given', async () => {
    await opened('image-classification', {}, async (page) => {
      await choose(page, 'Choose pictures', {
        name: 'x.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg/>'),
      });
      await page.getByRole('alert').getByText('x.svg is no picture that can be read').waitFor();
      await press(page, 'Clear');
      await press(page, 'Predict');
      await page.getByRole('alert').getByText('Choose a picture first').waitFor();
      const button = page.getByRole('button', { name: 'Choose pictures' });
      await page.waitForFunction(() => document.activeElement?.textContent === 'Choose pictures');
      assert.ok((await button.getAttribute('aria-describedby')).endsWith('-fault'));
      await assertAccessible(page);
    });
  });

  test("says the API's own objection at the picture, and keeps it", async () => {
    await opened('image-classification', { allow: [/422/] }, async (page) => {
      const json = {
        status: 422,
        title: 'Unprocessable',
        detail: 'No.',
        errors: [{ field: 'image', message: 'It is animated' }],
      };
      await page.route('**/api/v1/predict', (route) =>
        route.fulfill({ status: 422, contentType: 'application/problem+json', json }),
      );
      await choose(page, 'Choose pictures', picture('moving.png'));
      await press(page, 'Predict');
      await page.getByRole('alert').getByText('It is animated').waitFor();
      await page.getByRole('img', { name: 'moving.png' }).waitFor();
    });
  });

  test('takes a picture with the camera, and says so when there is none', async () => {
    await opened('image-classification', {}, async (page) => {
      await press(page, 'Camera');
      await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
      await press(page, 'Take the picture');
      await page.getByRole('img', { name: 'camera.jpg' }).waitFor();
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException('no', 'NotFoundError');
        };
      });
      await press(page, 'Camera');
      await page.getByRole('alert').getByText('No camera was found here').waitFor();
      await press(page, 'Close the camera');
      await page.getByRole('img', { name: 'camera.jpg' }).waitFor();
    });
  });

  test('shows why: a map over the picture, once somebody asks', async () => {
    await opened('image-classification', {}, async (page) => {
      const json = {
        id: 'E',
        label: 'cat',
        base: 0.7,
        grid: [
          [0, 0.3],
          [-0.1, 0.05],
        ],
      };
      await page.route('**/api/v1/explain', (route) => route.fulfill({ json }));
      await press(page, 'Predict');
      await press(page, 'Explain');
      await assertCount(page.getByTestId('why-chart').locator('rect'), 4);
      await page.getByText('by 30% at most').waitFor();
      await assertAccessible(page);
    });
  });

  test('draws boxes where they were found', async () => {
    await opened('object-detection', {}, async (page) => {
      await choose(page, 'Choose pictures', picture('cats.png', 320, 240));
      await press(page, 'Predict');
      await page.getByRole('heading', { name: 'Found 2 × cat, dog' }).waitFor();
      const frame = page.locator('svg[viewBox="0 0 320 240"] rect').first();
      assert.deepEqual(
        await frame.evaluate((it) =>
          ['x', 'y', 'width', 'height'].map((name) => Number(it.getAttribute(name))),
        ),
        [20, 30, 130, 170],
      );
      await page.getByRole('row', { name: /dog 55% 5, 2, 60, 50/ }).waitFor();
    });
  });

  test('lays the picture that was made over the one that was sent', async () => {
    await opened('image-to-image', {}, async (page) => {
      await choose(page, 'Choose pictures', picture('before.png', 320, 240));
      await press(page, 'Predict');
      const slider = page.getByRole('slider', { name: 'How much of what was sent is shown' });
      await slider.focus();
      await page.keyboard.press('Home');
      assert.equal(await slider.inputValue(), '0');
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download the picture' }).click();
      assert.equal((await download).suggestedFilename(), 'answer.png');
    });
  });

  test('lays classes in their colours over the picture, and tells how much each has', async () => {
    const parts = [
      { label: 'road', colour: '#2665ff', share: 0.62 },
      { label: 'sky', colour: '#a5ff26', share: 0.38 },
    ];
    const painted = {
      ...TASKS['image-to-image'].answer,
      id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      model_version: 'v1',
    };
    const answers = { '**/api/v1/predict': { ...painted, warnings: [], parts } };
    await opened('image-to-image', { answers }, async (page) => {
      await choose(page, 'Choose pictures', picture('before.png', 320, 240));
      await press(page, 'Predict');
      await page.getByRole('row', { name: /road 62%/ }).waitFor();
      const slider = page.getByRole('slider', { name: 'How thick the colours lie on the picture' });
      await slider.focus();
      await page.keyboard.press('End');
      assert.equal(await slider.inputValue(), '100');
      await assertFits(page);
      await assertAccessible(page);
    });
  });

  test('colours what a text names', async () => {
    await opened('token-classification', {}, async (page) => {
      await press(page, 'Predict');
      await assertCount(page.locator('mark'), 2);
      assert.deepEqual(await page.locator('mark').allTextContents(), [
        'Ada Lovelace\u00a0person',
        'London\u00a0place',
      ]);
    });
  });

  test('colours the words of a text by what they add', async () => {
    await opened('text-classification', {}, async (page) => {
      const words = [
        { start: 0, end: 4, text: 'Good', contribution: 0.4 },
        { start: 5, end: 9, text: 'food', contribution: -0.05 },
      ];
      await page.route('**/api/v1/explain', (route) =>
        route.fulfill({ json: { id: 'E', label: 'positive', base: 0.9, words } }),
      );
      await page.getByLabel('Text').fill('Good food');
      assert.equal(JSON.parse(await sent(page)).text, 'Good food');
      await press(page, 'Explain');
      await page.getByRole('row', { name: /Good \+40%/ }).waitFor();
      await page.getByRole('row', { name: /food −5%/ }).waitFor();
      await assertAccessible(page);
    });
  });

  test('needs a text, and says so at its box', async () => {
    await opened('text-classification', {}, async (page) => {
      await press(page, 'Clear');
      await press(page, 'Predict');
      await page.getByRole('alert').getByText('Write something here first').waitFor();
      assert.equal(await page.getByLabel('Text').getAttribute('aria-invalid'), 'true');
      await press(page, 'Example');
      await press(page, 'Predict');
      await answered(page);
    });
  });

  test('takes two texts that are read together, and sends both', async () => {
    const properties = { text: { type: 'string' }, text_pair: { type: 'string' } };
    const document = {
      openapi: '3.1.0',
      info: { title: 'Pretended', description: '', version: '1' },
      paths: {},
      components: { schemas: { Features: { type: 'object', properties } } },
    };
    const answers = { '**/openapi.json': document };
    await opened('text-classification', { answers }, async (page) => {
      await page.getByLabel('First text').fill('a cat sleeps');
      await page.getByLabel('Second text').fill('');
      await press(page, 'Predict');
      await page.getByRole('alert').getByText('Write the second text first').waitFor();
      await page.getByLabel('Second text').fill('an animal rests');
      assert.deepEqual(JSON.parse(await sent(page)), { text: 'a cat sleeps', text_pair: 'an animal rests' });
      await answered(page);
      await assertAccessible(page);
    });
  });

  test('shows the score of a text as a number', async () => {
    const model = {
      version: 'v1',
      kind: 'onnx',
      task: 'text-classification',
      steps: { text: {} },
      labels: ['score'],
    };
    await opened('text-classification', { answers: { '**/api/v1/model': model } }, async (page) => {
      await page.route('**/api/v1/predict', (route) =>
        route.fulfill({ json: { ...itemOf('fine', 'A'), predictions: [{ label: 'score', score: 0.734 }] } }),
      );
      await press(page, 'Predict');
      await page.getByRole('heading', { name: 'score 0.734' }).waitFor();
    });
  });

  test('says how alike two texts are', async () => {
    await opened('embedding', {}, async (page) => {
      await page.getByLabel('One text').fill('a cat');
      await page.getByLabel('The other').fill('a kitten');
      assert.deepEqual(JSON.parse(await sent(page)), { texts: ['a cat', 'a kitten'] });
      await page.getByRole('heading', { name: 'Similarity 0.834' }).waitFor();
    });
  });

  test('plays a sound and shows how loud it is, and sends it', async () => {
    await opened('audio', {}, async (page) => {
      await choose(page, 'Choose sounds', { name: 'tone.wav', mimeType: 'audio/wav', buffer: wav(2) });
      await page.getByText('tone.wav · 2.0 s').waitFor();
      await page.waitForFunction(() => document.querySelectorAll('form svg rect').length > 100);
      assert.match(await sent(page), /name="audio"; filename="tone.wav"/);
      await page.getByRole('heading', { name: '90% sure speech' }).waitFor();
    });
  });

  test('records with the microphone, and sends it as WAV', async () => {
    await opened('audio', {}, async (page) => {
      await press(page, 'Record');
      await page.getByRole('button', { name: /^Stop \([1-9]\d* s\)$/ }).click();
      await page.getByText(/recording\.wav · /).waitFor();
      const body = await sent(page);
      assert.match(body, /filename="recording.wav"/);
      assert.match(body, /RIFF.{4}WAVEfmt /s);
    });
  });

  test('says in which line a tensor is wrong, and what was expected', async () => {
    await opened('tensor', {}, async (page) => {
      const x = page.getByRole('textbox', { name: /^x/ });
      for (const [text, fault] of [
        ['[[1, 2, 3],\n [4, 5]]', 'Line 2: this list has 2 values, the one before it 3.'],
        ['[[1,\n\n two, 3]]', 'Line 3: two is no number.'],
        ['[[1, 2]]', 'It must be of shape [batch, 3]; here it is [1, 2].'],
        ['[[1, 2, 3]', 'Line 1: a comma or the end of the list was expected.'],
        ['', 'Nothing is here: it needs JSON, as in the example.'],
      ]) {
        await x.fill(text);
        await press(page, 'Predict');
        await page.getByRole('alert').getByText(fault).waitFor();
        await page.waitForFunction(() => document.activeElement?.id === 'asked-x');
      }
      await page.getByRole('textbox', { name: /^how_often/ }).fill('[1.5]');
      await x.fill('[[1, 2, 3]]');
      await press(page, 'Predict');
      await page.getByRole('alert').getByText('Line 1: 1.5 is no whole number.').waitFor();
      await assertAccessible(page);
    });
  });

  test('takes a .npy, shows its values, and gives the answer as a file', async () => {
    await opened('tensor', {}, async (page) => {
      await choose(page, 'A .npy file for x', { name: 'any.npy', mimeType: '', buffer: npy([2, 3]) });
      const x = page.getByRole('textbox', { name: /^x/ });
      await page.waitForFunction(() => document.querySelector('#asked-x').value.includes('[3, 4, 5]'));
      assert.deepEqual(JSON.parse(await x.inputValue()), [
        [0, 1, 2],
        [3, 4, 5],
      ]);
      assert.deepEqual(JSON.parse(await sent(page)).inputs, {
        x: [
          [0, 1, 2],
          [3, 4, 5],
        ],
        how_often: [0],
      });
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download the answer' }).click();
      assert.match((await download).suggestedFilename(), /\.json$/);
    });
  });

  test('sends a long .npy as the file that it is, and all others with it', async () => {
    await opened('tensor', {}, async (page) => {
      await choose(page, 'A .npy file for x', { name: 'long.npy', mimeType: '', buffer: npy([10_000, 3]) });
      await page.getByText('long.npy').waitFor();
      const body = await sent(page);
      assert.match(body, /name="x"; filename="x.npy"/);
      assert.match(body, /name="how_often"; filename="how_often.npy"/);
      assert.match(body, /'descr': '<i8', 'fortran_order': False, 'shape': \(1,\)/);
    });
  });

  test('refuses a file that is no .npy', async () => {
    await opened('tensor', {}, async (page) => {
      await choose(page, 'A .npy file for x', { name: 'x.npy', mimeType: '', buffer: Buffer.from('{}') });
      await page.getByRole('alert').getByText('x.npy is no .npy file').waitFor();
    });
  });

  test('says that the service cannot be reached, and tries again', async () => {
    await opened('text-classification', { allow: [/ERR_FAILED/] }, async (page) => {
      await page.getByLabel('Text').fill('kept');
      await page.route('**/api/v1/predict', (route) => route.abort());
      await press(page, 'Predict');
      await page.getByText('The service cannot be reached').waitFor();
      await page.unroute('**/api/v1/predict');
      await page.route('**/api/v1/predict', (route) =>
        route.fulfill({ json: { ...itemOf('fine', 'A'), task: 'text-classification' } }),
      );
      await press(page, 'Try again');
      await answered(page);
      assert.equal(await page.getByLabel('Text').inputValue(), 'kept');
    });
  });

  test('copies the request as a command and as Python', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await opened('text-classification', { permissions }, async (page) => {
      await page.getByLabel('Text').fill("it's");
      await press(page, 'Predict');
      assert.match(
        await copied(page, 'curl'),
        /^curl -s '.*\/api\/v1\/predict' .* -d '\{"text":"it'\\''s"\}'$/,
      );
      assert.match(await copied(page, 'Python'), /body = \{"text": "it's"\}/);
      await page.evaluate(() => localStorage.setItem('signed-in', 'yes'));
      assert.match(await copied(page, 'curl'), / -H "authorization: Bearer \$API_KEY" /);
      assert.match(await copied(page, 'Python'), /^import os\n.*os\.environ\["API_KEY"\]/s);
    });
  });

  test('copies a file by its name; one that was made on the page is written by the command', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await opened('image-classification', { permissions }, async (page) => {
      await choose(page, 'Choose pictures', picture("the cat's; one.png"));
      await press(page, 'Predict');
      await answered(page);
      assert.match(await copied(page, 'curl'), /-F 'image=@"the cat'\\''s; one\.png"'$/);
      assert.match(await copied(page, 'Python'), /open\("the cat's; one\.png", "rb"\)/);
      await press(page, 'Example');
      await page.getByRole('img', { name: 'example.png' }).waitFor();
      await press(page, 'Predict');
      await page.getByText('The form has changed').waitFor({ state: 'hidden' });
      const [, written] = /base64 -d > 'example.png' <<'END'\n(.*)\nEND\ncurl -s /s.exec(
        await copied(page, 'curl'),
      );
      assert.equal(Buffer.from(written, 'base64').subarray(1, 4).toString(), 'PNG');
    });
  });

  test('says how long an answer takes, and waits no longer when told so', async () => {
    await opened('text-classification', { allow: [/ERR_/] }, async (page) => {
      await page.route('**/api/v1/predict', () => {});
      await press(page, 'Predict');
      await page.getByText(/^[1-9]\d* s$/).waitFor();
      await assertAccessible(page);
      await press(page, 'Cancel');
      await page.getByRole('button', { name: 'Clear' }).waitFor();
      await assertCount(page.getByRole('alert').filter({ visible: true }), 0);
      await page.unroute('**/api/v1/predict');
      await page.route('**/api/v1/predict', (route) => route.fulfill({ json: itemOf('fine', 'A') }));
      await press(page, 'Predict');
      await answered(page);
    });
  });

  test('shows scores that are no probabilities as they are', async () => {
    await opened('image-classification', {}, async (page) => {
      const predictions = [
        { label: 'cat', score: 7.25 },
        { label: 'dog', score: -1.5 },
      ];
      await page.route('**/api/v1/predict', (route) =>
        route.fulfill({ json: { ...itemOf('cat', 'A'), predictions } }),
      );
      await press(page, 'Predict');
      await page.getByRole('row', { name: 'cat 7.25' }).waitFor();
      await page.getByRole('row', { name: 'dog -1.5' }).waitFor();
      await assertCount(page.getByTestId('outcome').getByText('%'), 0);
    });
  });

  test('sends a tensor that is too long to be written as a file of zeros', async () => {
    const inputs = [{ name: 'x', type: 'tensor(float)', shape: ['batch', 3, 200, 200] }];
    const model = { version: 'v1', kind: 'onnx', task: 'tensor', steps: {}, model_inputs: inputs };
    await opened('tensor', { answers: { '**/api/v1/model': model } }, async (page) => {
      await page.getByText('x.npy').waitFor();
      assert.match(await sent(page), /'shape': \(1, 3, 200, 200\)/);
    });
  });

  test('needs no mouse', async () => {
    await opened('image-classification', {}, async (page) => {
      await page.getByRole('img', { name: 'example.png' }).waitFor();
      const isAt = (name) => page.evaluate((text) => document.activeElement?.textContent === text, name);
      for (const name of ['Choose pictures', 'Camera', 'Predict']) {
        for (let presses = 0; presses < 12 && !(await isAt(name)); presses++)
          await page.keyboard.press('Tab');
        assert.ok(await isAt(name), `the tab key leads to ${name}`);
      }
      await page.keyboard.press('Enter');
      await answered(page);
    });
  });
});

/** One of several answers. */
function itemOf(label, id) {
  return {
    id,
    task: 'image-classification',
    model_version: 'v1',
    warnings: [],
    predictions: [{ label, score: 0.9 }],
  };
}
