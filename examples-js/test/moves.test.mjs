// The client moves to another node of its list when its node goes away. The nodes here are only
// bridges, so that a test can say what they do and when.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import test from 'node:test';
import { connect, text } from '../src/node.js';
import { encode, FrameParser } from '../src/tcp.js';
import { until } from './node-process.mjs';

const PROTOCOL = 'diemnet.n.in.ConsensusRpc';
const EVENTS = 'diemnet.n.events';

/** A bridge with one client at a time. */
class Bridge {
  frames = [];
  client = null;

  static async open({ notices = true, network = 'n' } = {}) {
    const bridge = new Bridge();
    bridge.network = network;
    bridge.server = net.createServer((socket) => bridge.#connected(socket, notices));
    bridge.server.listen(0, '127.0.0.1');
    await once(bridge.server, 'listening');
    bridge.address = `127.0.0.1:${bridge.server.address().port}`;
    bridge.url = `tcp://${bridge.address}`;
    return bridge;
  }

  #connected(socket, notices) {
    this.client = socket;
    const parser = new FrameParser();
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const frame of parser.push(chunk)) {
        this.frames.push(frame);
        if (frame.type === 'ping') {
          this.send({ type: 'pong' });
        } else if (frame.type === 'send' && frame.address === `diemnet.${this.network}.info`) {
          this.send({ type: 'message', address: frame.replyAddress, body: {} });
        } else if (frame.type === 'send' && frame.address === 'diemnet.networks') {
          this.send({ type: 'message', address: frame.replyAddress, body: [{ network: this.network }] });
        } else if (frame.type === 'send' && frame.address.endsWith('.info')) {
          this.send({ type: 'err', address: frame.replyAddress, failureCode: 403, failureType: 'RECIPIENT_FAILURE', message: 'access_denied' });
        } else if (frame.type === 'register' && frame.address === 'diemnet.bridge' && !notices) {
          this.send({ type: 'err', sourceAddress: frame.address, failureCode: 403, failureType: 'ERROR' });
        }
      }
    });
  }

  send(frame) {
    this.client.write(encode(frame));
  }

  goAway() {
    this.send({ type: 'message', address: 'diemnet.bridge', body: { type: 'going-away', delay: 0 } });
  }

  deliver(replyAddress, payload) {
    const body = { kind: 'rpc', peer: 'p', payload: Buffer.from(payload).toString('base64') };
    this.send({ type: 'message', address: PROTOCOL, replyAddress, body });
  }

  registered(address) {
    return this.frames.some((frame) => frame.type === 'register' && frame.address === address);
  }

  answer(address) {
    return this.frames.find((frame) => frame.type === 'send' && frame.address === address);
  }

  close() {
    this.client?.destroy();
    this.server.close();
  }
}

test('the client moves and the old connection answers what is in flight', async (t) => {
  const [a, b] = [await Bridge.open(), await Bridge.open()];
  t.after(() => [a, b].forEach((bridge) => bridge.close()));
  const log = [];
  const node = await connect([a.address, b.address], {
    network: 'n',
    onConnect: () => log.push('connect'),
    onDisconnect: () => log.push('disconnect'),
    onGoingAway: () => log.push('going away'),
  });
  t.after(() => node.close());
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await node.on('ConsensusRpc', async ({ payload }) => {
    await released;
    return `answer to ${text(payload)}`;
  });
  const events = [];
  await node.events(({ type }) => events.push(type));
  const call = node.rpc('p', 'ConsensusRpc', 'question');
  await until('the call', () => a.frames.find(({ address }) => address === 'diemnet.n.rpc'));
  a.deliver('in-flight', 'one');

  a.goAway();
  await until('the registration at b', () => b.registered(PROTOCOL) && b.registered(EVENTS));
  assert.equal(node.url, b.url);
  a.deliver('accepted-later', 'two');
  a.send({ type: 'message', address: EVENTS, body: { type: 'lost-peer' } });
  b.send({ type: 'message', address: EVENTS, body: { type: 'new-peer' } });
  release();

  const answers = await until('both answers at a', () => {
    const both = ['in-flight', 'accepted-later'].map((address) => a.answer(address));
    return both.every(Boolean) && both;
  });
  assert.deepEqual(
    answers.map(({ body }) => Buffer.from(body.payload, 'base64').toString()),
    ['answer to one', 'answer to two'],
  );
  const { replyAddress } = a.frames.find(({ address }) => address === 'diemnet.n.rpc');
  a.send({ type: 'message', address: replyAddress, body: { payload: 'eWVz' } });
  assert.equal(text(await call), 'yes');

  // The other node still goes away too, so there is nowhere to move to.
  b.goAway();
  await until('the second announcement', () => log.length === 4);
  assert.equal(node.url, b.url);

  a.close();
  node.rpc('p', 'ConsensusRpc', 'new').catch(() => {});
  await until('the new call at b', () => b.frames.find(({ address }) => address === 'diemnet.n.rpc'));
  assert.deepEqual(log, ['connect', 'going away', 'connect', 'going away']);
  assert.deepEqual(events, ['new-peer']);
});

test('the client passes over a node that does not offer its network', async (t) => {
  const [a, other, c] = [
    await Bridge.open(),
    await Bridge.open({ network: 'another' }),
    await Bridge.open(),
  ];
  t.after(() => [a, other, c].forEach((bridge) => bridge.close()));
  const node = await connect([a.address, other.address, c.address], {
    reconnect: { min: 1, max: 10 },
  });
  t.after(() => node.close());
  assert.equal(node.name, 'n');
  await node.on('ConsensusRpc', () => 'answer');

  a.goAway();
  await until('the registration at c', () => c.registered(PROTOCOL));
  assert.equal(node.url, c.url);
  assert.equal(other.registered(PROTOCOL), false);

  // After a loss too. The first node is back by then.
  c.close();
  await until('the connection to a', () => node.url === a.url);
  assert.equal(other.registered(PROTOCOL), false);
});

test('without another node the client stays until the node closes the connection', async (t) => {
  const [a, gone] = [await Bridge.open(), await Bridge.open()];
  t.after(() => a.close());
  gone.close();
  const log = [];
  const node = await connect([a.address, gone.address], {
    network: 'n',
    reconnect: { min: 1, max: 10 },
    onConnect: () => log.push('connect'),
    onDisconnect: () => log.push('disconnect'),
    onGoingAway: () => log.push('going away'),
  });
  t.after(() => node.close());
  a.goAway();
  await until('the announcement', () => log.includes('going away'));
  assert.equal(node.connected, true);
  a.client.destroy();
  await until('the reconnect', () => log.filter((line) => line === 'connect').length === 2);
  assert.deepEqual(log, ['connect', 'going away', 'disconnect', 'connect']);
});

test('a node that has no notices is used as before', async (t) => {
  const a = await Bridge.open({ notices: false });
  t.after(() => a.close());
  const failures = [];
  const node = await connect(a.address, { network: 'n', onError: (failure) => failures.push(failure) });
  t.after(() => node.close());
  await node.on('ConsensusRpc', () => 'yes');
  assert.deepEqual(failures, []);
});
