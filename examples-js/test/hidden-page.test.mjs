// A hidden page of a browser: its timers run once a minute and late, messages come as ever.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connect } from '../src/node.js';

const HEARTBEAT = 25_000; // of vertx-web's SockJS
const RealWebSocket = globalThis.WebSocket;

/** The server's end of a WebSocket: notes when something comes. */
class Socket {
  static last;
  sent = [Date.now()];
  closed = false;

  constructor() {
    Socket.last = this;
    queueMicrotask(() => this.onmessage({ data: 'o' }));
  }

  send(text) {
    this.sent.push(Date.now());
    this.text = text;
  }

  close() {
    this.closed = true;
    this.onclose();
  }
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout', 'Date'], now: 0 });
  globalThis.WebSocket = Socket;
});
afterEach(() => {
  mock.timers.reset();
  globalThis.WebSocket = RealWebSocket;
});

/** So many minutes of a hidden page: heartbeats in time, timers each 60 s plus jitter. */
function hide(socket, minutes, { heartbeats }) {
  let now = Date.now();
  let heartbeat = now + HEARTBEAT;
  for (let minute = 0; minute < minutes; minute++) {
    const wake = now + 60_000 + (minute % 4) * 4_000;
    for (; heartbeats && heartbeat < wake; heartbeat += HEARTBEAT) {
      mock.timers.setTime(heartbeat); // no timer fires
      socket.onmessage({ data: 'h' });
      assert.equal(socket.sent.at(-1), heartbeat, 'a heartbeat is answered at once');
      assert.equal(socket.text, JSON.stringify([JSON.stringify({ type: 'ping' })]));
    }
    mock.timers.setTime(wake);
    mock.timers.tick(0);
    now = wake;
  }
}

const longest = ({ sent }) => Math.max(...sent.slice(1).map((at, i) => at - sent[i]));

test('a hidden page answers each heartbeat at once, and stays connected', async () => {
  const client = await connect('http://127.0.0.1/eventbus', { network: 'one' });
  const socket = Socket.last;
  hide(socket, 30, { heartbeats: true });
  assert.equal(client.connected, true);
  assert.equal(socket.closed, false);
  assert.ok(longest(socket) <= HEARTBEAT, `${longest(socket)} ms without a message`);
  client.close();
});

test('the idle limit of the web port is longer than two pauses of the timers of a hidden page', async () => {
  const bridges = await readFile(new URL('../../docs/bridges.md', import.meta.url), 'utf8');
  const limits = await readFile(
    new URL(
      '../../vertx-diemnet/node/src/main/java/io/diemnet/node/bridge/BridgeLimits.java',
      import.meta.url,
    ),
    'utf8',
  );
  const [, seconds] = /sends nothing for (\d+) s is closed/.exec(bridges);
  assert.ok(Number(seconds) >= 2 * 60 + HEARTBEAT / 1000);
  assert.match(limits, new RegExp(`${seconds}_000`));
});

test('a connection that is silent for longer than its heartbeats allow is lost', async () => {
  const lost = [];
  const client = await connect('http://127.0.0.1/eventbus', {
    network: 'one',
    onDisconnect: ({ message }) => lost.push(message),
  });
  Socket.last.close = () => {}; // the other side is gone and answers no close
  mock.timers.tick(80_000);
  assert.equal(client.connected, false);
  assert.match(lost[0], /has been silent for 60000 ms/);
  client.close();
});
