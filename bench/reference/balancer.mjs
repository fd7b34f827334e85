/**
 * A balancer as platforms run them: it asks each server for /readyz, and gives a new connection to one that is ready.
 * It repeats nothing: a request that a server drops has failed.
 */
import { get } from 'node:http';
import { connect, createServer } from 'node:net';

const EVERY_MS = 250;

/** @returns {Promise<{port: number, add: (port: number) => Promise<void>, close: () => void}>} `add` waits until it is ready */
export async function balance() {
  const ready = new Map();
  let turn = 0;
  const look = () => Promise.all([...ready.keys()].map(async (port) => ready.set(port, await isReady(port))));
  const looking = setInterval(look, EVERY_MS);
  const server = createServer((client) => {
    const open = [...ready].filter(([, isOpen]) => isOpen).map(([port]) => port);
    if (open.length === 0) return client.destroy();
    turn += 1;
    passOn(client, open[turn % open.length]);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    async add(port) {
      ready.set(port, false);
      while (!ready.get(port)) await look();
    },
    close() {
      clearInterval(looking);
      server.close();
    },
  };
}

function passOn(client, port) {
  const upstream = connect(port, '127.0.0.1');
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  client.pipe(upstream).pipe(client);
  for (const socket of [client, upstream]) {
    socket.on('error', () => {
      client.destroy();
      upstream.destroy();
    });
  }
}

function isReady(port) {
  return new Promise((resolve) => {
    const asked = get({ port, host: '127.0.0.1', path: '/readyz', agent: false, timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
  });
}
