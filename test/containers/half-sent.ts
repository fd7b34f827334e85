/** A request that is in flight for as long as a test wants. */
import { type ClientRequest, request } from 'node:http';

export interface Pending {
  /** The server has begun to read the body. */
  underway: Promise<void>;
  send: () => void;
  answer: Promise<{ status: number; body: string }>;
}

/** A request whose body is held back: `Expect: 100-continue` tells when the server waits for it. */
export function halfSent(url: string, body: string): Pending {
  const sent: ClientRequest = request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const underway = new Promise<void>((resolve, reject) => {
    sent.on('continue', resolve);
    sent.on('error', reject);
  });
  const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
  });
  answer.catch(() => {});
  sent.flushHeaders();
  return { underway, answer, send: () => sent.end(body) };
}

/** No connection is taken any more. */
export async function closed(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`);
    return false;
  } catch {
    return true;
  }
}
