/** Runs one batch beside the page: sends the file, keeps what is answered, and reads rows back when they are looked at. */
import { Answers } from './Answers.ts';
import type { Counts, End, FromWorker, Order, ToWorker, Trouble } from './protocol.ts';

const TELL_EVERY_MS = 200;

const stopping = new AbortController();
const answers = new Answers();
let total: number | null = null;

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  if (data.do === 'start') await run(data.order);
  else if (data.do === 'stop') stopping.abort();
  else tell({ told: 'rows', ask: data.ask, rows: await answers.read(data.from, data.to, data.onlyFaulty) });
});

async function run(order: Order) {
  try {
    const response = await ask(order);
    if (!response.ok || !response.body) return end('refused', await troubleOf(response));
    total = Number(response.headers.get('x-rows')) || null;
    await take(response.body.getReader());
    end('done');
  } catch {
    if (stopping.signal.aborted) end('stopped');
    else end(total === null ? 'refused' : 'broken', total === null ? UNREACHABLE : BROKEN);
  }
}

function ask({ file, media }: Order): Promise<Response> {
  return fetch('/api/v1/predict/batch', {
    method: 'POST',
    headers: { 'content-type': media, accept: 'text/csv' },
    body: file,
    signal: stopping.signal,
  });
}

async function take(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  let told = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    await answers.push(value);
    if (performance.now() - told < TELL_EVERY_MS) continue;
    told = performance.now();
    tell({ told: 'progress', counts: counts(), layout: answers.layout });
  }
  // A connection can end early without a word: the number of rows tells.
  if (total !== null && answers.answered < total) throw new Error('cut off');
}

function end(how: End, trouble: Trouble | null = null) {
  tell({
    told: 'end',
    end: how,
    counts: counts(),
    layout: answers.layout,
    answers: answers.bytes(),
    trouble,
  });
}

function counts(): Counts {
  return { answered: answers.answered, faulty: answers.faulty, total };
}

function tell(news: FromWorker) {
  self.postMessage(news);
}

const UNREACHABLE: Trouble = {
  title: 'The service cannot be reached',
  detail: 'It may have been stopped, or the network is down, or the file changed meanwhile. Try again.',
  id: null,
};

const BROKEN: Trouble = {
  title: 'The connection broke',
  detail: 'What was answered until then can be downloaded. Start again for the rest.',
  id: null,
};

/** The API's own words: its `detail` is written for people. */
async function troubleOf(response: Response): Promise<Trouble> {
  const told = await response.json().catch(() => ({}));
  const more = Array.isArray(told.errors) ? told.errors.map((one: { message?: string }) => one.message) : [];
  return {
    title: told.detail || `The service answered with ${response.status}`,
    detail: more.length > 1 ? `${more.join('. ')}.` : '',
    id: told.id ?? null,
    wantsKey: response.status === 401,
  };
}
