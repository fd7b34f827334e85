/** Passes connections on between a Unix socket and a port: `node relay.mjs <socket> <port>`. */
import { connect, createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

/** Joins a connection to another place, until one of the two ends. */
export function passOn(client, place) {
  const other = connect({ ...place, allowHalfOpen: true });
  for (const [one, two] of [
    [client, other],
    [other, client],
  ]) {
    one.on('error', () => two.destroy());
    one.on('close', () => two.end());
    one.pipe(two);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [socket, port] = process.argv.slice(2);
  const server = createServer({ allowHalfOpen: true }, (client) =>
    passOn(client, { host: '127.0.0.1', port: Number(port) }),
  );
  server.listen(socket, () => console.log('open'));
}
