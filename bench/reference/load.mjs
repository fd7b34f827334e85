/**
 * A load generator: one request over and over on kept-open connections, so plain that it does not become the
 * bottleneck. A program of its own, so that it can have a core of its own: it reads `{"port": …}` and prints JSON.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * Sends a request from `connections` connections at once, each waiting for its answer, for `seconds`.
 * The body is text, or a file in base64 that is sent as a form.
 * @returns {Promise<{p50: number, p99: number, rps: number}>} milliseconds, milliseconds, answers a second
 */
async function load({ port, path, body, file, connections, seconds }) {
  const content = file === undefined ? Buffer.from(body) : form(Buffer.from(file, 'base64'));
  const type = file === undefined ? 'application/json' : 'multipart/form-data; boundary=mark';
  const head =
    `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: ${type}\r\n` +
    `Content-Length: ${content.length}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), content]);
  const times = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, () => ask(port, request, end, times)));
  const took = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor((times.length - 1) * share)];
  return { p50: at(0.5), p99: at(0.99), rps: times.length / took };
}

function form(file) {
  const head =
    'content-disposition: form-data; name="image"; filename="photo.jpg"\r\ncontent-type: image/jpeg';
  return Buffer.concat([Buffer.from(`--mark\r\n${head}\r\n\r\n`), file, Buffer.from('\r\n--mark--\r\n')]);
}

function ask(port, request, end, times) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let sent = 0;
    let answer = '';
    const send = () => {
      sent = performance.now();
      socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (!isWhole(answer)) return;
      if (!answer.startsWith('HTTP/1.1 200')) {
        socket.destroy(new Error(`expected an answer, found ${answer.slice(0, 300)}`));
        return;
      }
      const now = performance.now();
      times.push(now - sent);
      answer = '';
      if (now < end) send();
      else socket.end();
    });
  });
}

function isWhole(answer) {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, head));
  return answer.length >= head + 4 + Number(length?.[1] ?? 0);
}

console.log(JSON.stringify(await load(JSON.parse(readFileSync(0, 'utf8')))));
