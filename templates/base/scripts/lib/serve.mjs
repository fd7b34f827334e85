/** The server: the process, and its link. */
import { SERVING, showEvent, startModule } from './python.mjs';
import { StepError } from './run.mjs';

/**
 * Starts serving.
 *
 * @param {object} env settings of its own (serving/settings.py)
 * @param {number} [port] this one alone; left out: `PORT`, or the next free one
 * @returns {{ready: Promise<string>, ended: Promise<{code: number, output: string[]}>, child}} `ready` gives the link
 */
export function serve(env = {}, port = undefined) {
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
  const where = port === undefined ? ['--next-free'] : ['--port', String(port)];
  const args = ['serving', ...where, '--until-input-ends'];
  const { child, ended } = startModule(SERVING, args, { env, tied: true, onEvent, onError });
  const failed = ended.then(({ code, output }) => {
    if (reported.length > 0) throw new StepError(reported.join('\n'));
    throw new StepError(`The server ended with code ${code}.`, output);
  });
  failed.catch(() => {});
  return { child, ended, ready: Promise.race([link, failed]) };
}
