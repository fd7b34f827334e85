/** A load of so many requests a second on kept-open connections, which are opened again where the server closed them. */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/**
 * @param {{port: number, path: string, body: string, connections: number, seconds: number, rate?: number}} job `rate`:
 *   requests a second of all connections together; left out: as many as are answered
 * @returns {Promise<{answered: number, failed: string[], p99: number}>} `failed`: what came instead of an answer; milliseconds
 */
export async function paced({ connections, seconds, rate, ...job }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const between = rate ? (1000 * connections) / rate : 0;
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const times = [];
  const failed = [];
  const client = async (number) => {
    for (
      let due = begin + (between * number) / connections;
      due < end;
      due = Math.max(due + between, performance.now() - 1000)
    ) {
      if (due > performance.now())
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      const sent = performance.now();
      if (sent >= end) break;
      const fault = await ask(agent, job);
      if (fault) failed.push(fault);
      else times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => client(number)));
  agent.destroy();
  times.sort((a, b) => a - b);
  return { answered: times.length, failed, p99: times[Math.floor((times.length - 1) * 0.99)] };
}

/** Nothing, or what went wrong. */
function ask(agent, { port, path, body }) {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers }, (answer) => {
      let size = 0;
      answer.on('data', (chunk) => {
        size += chunk.length;
      });
      answer.on('end', () =>
        resolve(answer.statusCode === 200 && size > 0 ? null : `status ${answer.statusCode}`),
      );
      answer.on('error', (error) => resolve(error.message));
    });
    asked.on('error', (error) => resolve(error.message));
    asked.end(body);
  });
}
