/** `npm run smoke`, against a product that holds and against ones that do not. */
import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/program.ts';

const SMOKE = join(ROOT, 'templates', 'base', 'scripts', 'smoke.mjs');

type Answer = [status: number, type: string, body: string];

const DOCUMENT = {
  openapi: '3.1.0',
  paths: {
    '/healthz': { get: {} },
    '/api/v1/predict': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Row' } } } },
      },
    },
  },
  components: {
    schemas: {
      Row: {
        type: 'object',
        required: ['size', 'tags', 'kind'],
        properties: {
          size: { anyOf: [{ type: 'number' }, { type: 'null' }], examples: [4.5] },
          tags: { type: 'array', items: { type: 'string' } },
          kind: { enum: ['a', 'b'] },
          note: { type: 'string' },
        },
      },
    },
  },
};
const EXAMPLE = { size: 4.5, tags: [''], kind: 'a' };

const json = (value: unknown, status = 200): Answer => [status, 'application/json', JSON.stringify(value)];

const HOLDS: Record<string, Answer> = {
  '/healthz': json({ status: 'ok' }),
  '/readyz': json({ status: 'ready', model_version: 'v7', prediction_log: 'ok' }),
  '/openapi.json': json(DOCUMENT),
  '/api/v1/predict': json({ id: '01J9' }),
  error: [400, 'application/problem+json', '{"title":"Bad Request"}'],
  '/': [200, 'text/html', '<script type="module" crossorigin src="/assets/a.js"></script>'],
  '/assets/a.js': [200, 'text/javascript', ''],
};

interface Product {
  answers?: Record<string, Answer>;
  key?: string;
}

/** A server that answers as a product does, but for what is said. */
function product({ answers = {}, key }: Product): Promise<string> {
  const all = { ...HOLDS, ...answers };
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const isKnown =
        key === undefined ||
        /^\/(healthz|readyz)?$/.test(request.url ?? '') ||
        request.headers.authorization === `Bearer ${key}`;
      const isExample = request.method === 'GET' || body === JSON.stringify(EXAMPLE);
      const answer = isKnown ? all[isExample ? path : 'error'] : json({ title: 'Unauthorized' }, 401);
      const [status, type, text] = answer ?? [404, 'text/plain', 'nothing here'];
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  };
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

function smoke(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [SMOKE, ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (error, out, err) => {
        resolve({ code: Number(error?.code ?? 0), output: out + err });
      },
    );
  });
}

test('a product that holds', async () => {
  const { code, output } = await smoke([await product({})]);
  expect(output).toContain('v7');
  expect(output).toContain('01J9');
  expect(code).toBe(0);
});

test.each<[string, Record<string, Answer>, RegExp]>([
  [
    'is not ready',
    { '/readyz': json({ title: 'No model is loaded.' }, 503) },
    /ready .*503.*No model is loaded/,
  ],
  ['has no description', { '/openapi.json': json({}) }, /no OpenAPI document/],
  ['answers with an error', { '/api/v1/predict': json({ title: 'broken' }, 500) }, /an answer .*500.*broken/],
  ['answers without an id', { '/api/v1/predict': json({}) }, /without an id/],
  ['takes anything', { error: json({ id: '1' }) }, /an error .*instead of a problem/],
  ['breaks in another language', { error: [400, 'text/html', '<h1>'] }, /an error .*text\/html/],
  ['has no page', { '/': [404, 'text/html', 'not built'] }, /the page .*404.*not built/],
  [
    'has a page without its script',
    { '/assets/a.js': [404, 'text/plain', ''] },
    /the page .*a\.js answers 404/,
  ],
])('a product that %s', async (_name, answers, said) => {
  const { code, output } = await smoke([await product({ answers })]);
  expect(output).toMatch(said);
  expect(code).toBe(1);
});

test('a product that wants a key', async () => {
  const url = await product({ key: 'secret' });
  expect((await smoke([url], { API_KEY: 'secret' })).code).toBe(0);
  const without = await smoke([url, '--wait', '0']);
  expect(without.output).toContain('API_KEY=<key>');
  expect(without.code).toBe(1);
  const wrong = await smoke([url, '--wait', '0'], { API_KEY: 'wrong' });
  expect(wrong.output).toContain('does not know the key');
  expect(wrong.code).toBe(1);
});

test.each([
  ['nothing', [], /npm run smoke -- http/],
  ['no address', ['localhost:8000'], /npm run smoke -- http/],
  [
    'a place where nothing listens',
    ['http://127.0.0.1:9', '--wait', '0'],
    /awake: .*(ECONNREFUSED|bad port)/,
  ],
])('asked for %s, it says what to do', async (_name, args, said) => {
  const { code, output } = await smoke(args);
  expect(output).toMatch(said);
  expect(output).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
});
