/** A port for two programs that must know it before either listens: `npm run dev`. */
import { createServer } from 'node:net';
import { StepError } from './run.mjs';

const HOST = '127.0.0.1';
const TRIES = 100;

/** This port, or the next free one. Throws a StepError where none is. */
export async function freePort(first) {
  if (!(Number.isInteger(first) && first > 0 && first <= 65_535))
    throw new StepError('PORT must be a number from 1 to 65535.');
  for (let port = first; port < first + TRIES && port <= 65_535; port++) {
    if (await isFree(port)) return port;
  }
  throw new StepError(`No port from ${first} on is free.\nSay another one: PORT=9000 npm run dev`);
}

function isFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
