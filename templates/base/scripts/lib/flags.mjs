/** The flags of a command: one that it does not know is refused, not ignored. */
import { parseArgs } from 'node:util';
import { UsageError } from './run.mjs';

/**
 * What was said behind the command.
 *
 * @param {object} options as `parseArgs` takes them
 * @param {string} usage what the command knows, for people who said something else
 */
export function flagsOf(options, usage) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError(`${error.message}.\nExpected: ${usage}`);
  }
}

/** The port that `--port` names, this one alone; undefined: none was named. */
export function portFlag(command) {
  const usage = `${command} [-- --port 9000]`;
  // Without the dashes in between, npm keeps the flag for itself and says so here only.
  const { port = process.env.npm_config_port } = flagsOf({ port: { type: 'string' } }, usage);
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port);
  throw new UsageError(
    `--port ${port} cannot be used: it must be a number up to 65535; 0 takes any that is free.\nExpected: ${usage}`,
  );
}
