/**
 * npm run smoke -- <url>: asks a running product everything once, over HTTP, and says what does not hold.
 *
 * Needs nothing but Node, so that it runs anywhere: against npm start, a container, a link. `API_KEY` is sent where it
 * is set. `--wait <seconds>` (60) is how long the product may take to wake up.
 */
import { parseArgs } from 'node:util';
import { exampleRequest } from './lib/example.mjs';
import { main, StepError } from './lib/run.mjs';
import { done, failed, line } from './lib/show.mjs';

const PATIENCE_MS = 15_000;
const PAUSE_MS = 500;
/** What a failed connection means. */
const WORDS = {
  ECONNREFUSED: 'nothing listens there. Is it started, and is it this port?',
  ENOTFOUND: 'there is no host of this name (yet: a new name may take some minutes)',
  ECONNRESET: 'the connection was cut off',
};

await main(async () => {
  const { origin, wait } = read(process.argv.slice(2));
  const ask = client(origin, process.env.API_KEY);
  line(`\n  ${origin}\n`);
  await check('awake', () => awake(ask, wait));
  const wrong = [];
  const holds = async (label, work) => {
    const { ok, result } = await attempt(label, work);
    if (!ok) wrong.push(label);
    return result;
  };
  await holds('ready', () => ready(ask));
  const document = await holds('description of the API', () => describedApi(ask));
  if (document !== undefined) {
    await holds('an answer', () => answers(ask, document));
    await holds('an error', () => explainsItself(ask, document));
  }
  await holds('the page', () => page(ask));
  if (wrong.length > 0) throw new StepError(`${origin} does not hold what it promises: ${wrong.join(', ')}.`);
  line();
});

function read(args) {
  const usage = 'npm run smoke -- http://localhost:8000   (--wait <seconds>, API_KEY=… where it needs a key)';
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { wait: { type: 'string', default: '60' } },
    });
    const wait = Number(values.wait);
    if (positionals.length !== 1 || !/^https?:$/.test(new URL(positionals[0]).protocol) || !(wait >= 0))
      throw new Error();
    return { origin: new URL(positionals[0]).href.replace(/\/+$/, ''), wait };
  } catch {
    throw new StepError(`Say where the product runs:\n${usage}`);
  }
}

/** Asks for a path: `{status, type, text}`; `json` only where the body is JSON. */
function client(origin, key) {
  return async (path, { body } = {}) => {
    const headers = key ? { authorization: `Bearer ${key}` } : {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    const { response, text } = await patiently(async (signal) => {
      const method = body === undefined ? 'GET' : 'POST';
      const response = await fetch(`${origin}${path}`, { method, headers, body, signal });
      return { response, text: await response.text() };
    });
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 401 || response.status === 403) throw new StepError(keyless(path, response, key));
    return { status: response.status, type, text, json: /json/.test(type) ? parse(path, text) : undefined };
  };
}

/** Bounds how long something takes. `AbortSignal.timeout` keeps no process alive: one that waits for nothing else would end. */
async function patiently(work) {
  const patience = new AbortController();
  const late = () => patience.abort(new DOMException('', 'TimeoutError'));
  const timer = setTimeout(late, PATIENCE_MS);
  try {
    return await work(patience.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a door stays closed. */
function keyless(path, { status }, key) {
  if (!key) return `${path} wants a key that may predict: API_KEY=<key> npm run smoke -- <url>`;
  if (status === 403)
    return `${path}: the key in API_KEY may not predict. npm run keys -- list says what it may.`;
  return `${path} does not know the key in API_KEY. A server knows a new key after its next start, a deployed one after the next deploy.`;
}

function parse(path, text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new StepError(`${path} says that it sends JSON, and sends ${shortly(text)}`);
  }
}

/** Until the process answers: a free platform wakes up with the first request. */
async function awake(ask, seconds) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    try {
      expect('/healthz', await ask('/healthz'), 200);
      return;
    } catch (error) {
      if (Date.now() >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function ready(ask) {
  const { json } = expect('/readyz', await ask('/readyz'), 200, 'application/json');
  return [json.model_version, json.prediction_log !== 'ok' && `log of predictions: ${json.prediction_log}`]
    .filter(Boolean)
    .join(', ');
}

async function describedApi(ask) {
  const { json } = expect('/openapi.json', await ask('/openapi.json'), 200, 'application/json');
  if (!json.openapi || !json.paths) throw new StepError('/openapi.json is no OpenAPI document.');
  return json;
}

async function answers(ask, document) {
  const { path, body } = exampleRequest(document);
  const { json } = expect(path, await ask(path, { body: JSON.stringify(body) }), 200, 'application/json');
  if (!json.id) throw new StepError(`${path} answers without an id: ${shortly(JSON.stringify(json))}`);
  return json.id;
}

/** A request that no contract can accept must come back as a problem in words. */
async function explainsItself(ask, document) {
  const { path } = exampleRequest(document);
  const answer = await ask(path, { body: '{' });
  const isProblem = answer.status >= 400 && answer.status < 500 && answer.json?.title;
  if (!isProblem || !answer.type.startsWith('application/problem+json'))
    throw new StepError(`${path} answers half a JSON object with ${seen(answer)} instead of a problem.`);
  return `${answer.status} in words`;
}

/** The page, and the script without which it is empty. */
async function page(ask) {
  const { text } = expect('/', await ask('/'), 200, 'text/html');
  const script = text.match(/<script[^>]+type="module"[^>]+src="([^"]+)"/)?.[1];
  if (script === undefined)
    throw new StepError('/ is a page without its script: npm run build in web/ makes it.');
  expect(script, await ask(script), 200, 'text/javascript');
}

function expect(path, answer, status, type = '') {
  if (answer.status === status && answer.type.startsWith(type)) return answer;
  throw new StepError(
    `${path} answers ${seen(answer)} instead of ${[status, type].filter(Boolean).join(', ')}.`,
  );
}

function seen({ status, type, text }) {
  return `${status}, ${type || 'no type'}: ${shortly(text)}`;
}

function shortly(text) {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

async function check(label, work) {
  try {
    done(label, await work());
  } catch (error) {
    throw new StepError(`${label}: ${reason(error)}`);
  }
}

async function attempt(label, work) {
  try {
    const result = await work();
    done(label, typeof result === 'string' && result !== '' ? result : 'ok');
    return { ok: true, result };
  } catch (error) {
    failed(label, reason(error));
    return { ok: false };
  }
}

/** fetch says only "fetch failed": what failed stands in its cause. */
function reason(error) {
  if (error instanceof StepError) return error.message;
  if (error.name === 'TimeoutError') return `no answer within ${PATIENCE_MS / 1000} s`;
  const { code, message } = error.cause ?? {};
  return WORDS[code] ? `${WORDS[code]} (${message})` : message || code || error.message;
}
