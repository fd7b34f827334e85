/** The server: a free port, the process, and its link. */
import { createServer } from 'node:net';
import { SERVING, showEvent, startModule } from './python.mjs';
import { StepError } from './run.mjs';

export const HOST = process.env.HOST || '127.0.0.1';
const TRIES = 100;

/** `PORT` (8000 unless said), or the next free one. */
export async function freePort(first = wantedPort()) {
  for (let port = first; port < first + TRIES && port <= 65_535; port++) {
    if (await isFree(port)) return port;
  }
  throw new StepError(`No port from ${first} on is free for ${HOST}.\nSay another one: PORT=9000 npm start`);
}

function wantedPort() {
  const wanted = process.env.PORT || '8000';
  if (/^\d{1,5}$/.test(wanted) && Number(wanted) > 0 && Number(wanted) <= 65_535) return Number(wanted);
  throw new StepError(`PORT must be a number from 1 to 65535; it is "${wanted}".`);
}

function isFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else
        reject(
          new StepError(`${HOST} is no address of this machine (${error.code}).\nHOST says where to listen.`),
        );
    });
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * Starts serving.
 *
 * @param {number} port
 * @param {object} env settings of its own (serving/settings.py)
 * @returns {{ready: Promise<string>, ended: Promise<{code: number, output: string[]}>, child}} `ready` gives the link
 */
export function serve(port, env = {}) {
  let announce;
  let ready = false;
  const reported = [];
  const link = new Promise((resolve) => {
    announce = resolve;
  });
  const onEvent = (event) => {
    if (event.state === 'failed') reported.push(event.text);
    else if (event.step === 'serving' && event.state === 'done') {
      ready = true;
      announce(event.text);
    } else if (event.step !== 'serving') showEvent(event);
  };
  // Once it serves, its log belongs on the screen; until then it is kept, in case that the start fails.
  const onError = (text) => {
    if (ready) process.stderr.write(`${text}\n`);
    return ready;
  };
  // Tied to us: whatever ends this process, the server does not stay behind.
  const args = ['serving', '--host', HOST, '--port', String(port), '--until-input-ends'];
  const { child, ended } = startModule(SERVING, args, {
    env,
    tied: true,
    onEvent,
    onError,
  });
  const failed = ended.then(({ code, output }) => {
    if (reported.length > 0) throw new StepError(reported.join('\n'));
    throw new StepError(`The server ended with code ${code}.`, output);
  });
  failed.catch(() => {});
  return { child, ended, ready: Promise.race([link, failed]) };
}
