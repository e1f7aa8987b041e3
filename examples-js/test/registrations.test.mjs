// Registrations and the session around them, against a bridge that the test plays.

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { connectWith } from '../src/client.js';
import { Code, DiemNetError } from '../src/errors.js';

const EVENTS = 'diemnet.one.events';
const SERVICE = 'diemnet.one.in.PingPongRpc';

/** A bridge: answers requests when `answers` is on, and shows what it has registered. */
class Bridge {
  frames = [];
  registered = [];
  refused = new Set();
  answers = true;
  down = null; // why nobody can connect
  #waiting = [];

  target(url = 'tcp://fake:1') {
    return { url, open: (settings, callbacks) => this.#open(callbacks) };
  }

  async #open(callbacks) {
    if (this.down) {
      throw this.down;
    }
    this.callbacks = callbacks;
    return { send: (frame) => this.#take(frame), ping() {}, close: () => this.lose() };
  }

  #take(frame) {
    if (frame.address === 'diemnet.bridge') {
      return; // the session's own registration, see moves.test.mjs
    }
    this.frames.push(frame);
    const { type, address, replyAddress } = frame;
    if (type === 'register') {
      assert.ok(!this.registered.includes(address), `${address} is registered twice`);
      this.refused.has(address)
        ? this.tell({ type: 'err', sourceAddress: address, failureCode: 403, message: 'no' })
        : this.registered.push(address);
    } else if (type === 'unregister') {
      assert.ok(this.registered.includes(address), `${address} is not registered`);
      this.registered = this.registered.filter((other) => other !== address);
    } else if (replyAddress) {
      this.#waiting.push(replyAddress);
      this.answers && this.answer();
    }
  }

  /** Answers what waits. */
  answer() {
    for (const address of this.#waiting.splice(0)) {
      queueMicrotask(() => this.tell({ type: 'rec', address, body: {} }));
    }
  }

  tell(frame) {
    this.callbacks.onFrame(frame);
  }

  lose() {
    this.registered = [];
    this.#waiting = [];
    this.callbacks.onClose(new DiemNetError(Code.CONNECTION_LOST, 'lost'));
  }
}

const clients = [];
afterEach(() => clients.splice(0).forEach((client) => client.close()));

async function connected(bridge = new Bridge(), options = {}) {
  const client = await connectWith([bridge.target()], {
    network: 'one',
    reconnect: { min: 1, max: 1 },
    onError: (failure) => assert.fail(failure),
    ...options,
  });
  clients.push(client);
  return { bridge, client };
}

const down = new DiemNetError(Code.CONNECTION_LOST, 'down');
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const ping = { peer: 'p', protocol: 'PingPongRpc', kind: 'direct-send', priority: 0, payload: '' };

/** Waits for an outcome, so that nothing is left unhandled meanwhile. */
const outcome = (promise) => promise.then((value) => ({ value }), (failure) => ({ failure }));

describe('an ended registration', () => {
  test('of a handler does not end the next one when it is ended again', async () => {
    const { bridge, client } = await connected();
    const first = await client.on('PingPongRpc', () => '');
    first.off();
    const calls = [];
    const second = await client.on('PingPongRpc', () => calls.push('second'));
    first.off();
    first.off();
    assert.deepEqual(bridge.registered, [SERVICE]);
    bridge.tell({ type: 'rec', address: SERVICE, body: ping });
    assert.deepEqual(calls, ['second']);
    second.off();
    second.off();
    assert.deepEqual(bridge.registered, []);
    client.close();
    second.off();
  });

  test('of events does not end those of others when it is ended again', async () => {
    const { bridge, client } = await connected();
    const heard = [];
    const subscribe = (name) => client.events(({ type }) => heard.push(`${name} ${type}`));
    const [a, b] = await Promise.all([subscribe('a'), subscribe('b')]);
    const c = await subscribe('c');
    assert.equal(bridge.frames.filter(({ type }) => type === 'register').length, 1);
    bridge.tell({ type: 'rec', address: EVENTS, body: { type: 'x' } });
    assert.deepEqual(heard, ['a x', 'b x', 'c x']);
    a.off();
    a.off();
    b.off();
    a.off();
    assert.deepEqual(bridge.registered, [EVENTS]);
    bridge.tell({ type: 'rec', address: EVENTS, body: { type: 'y' } });
    assert.deepEqual(heard.slice(3), ['c y']);
    c.off();
    assert.deepEqual(bridge.registered, []);
  });

  test('hears nothing more, also when it ends while a message is delivered', async () => {
    const { bridge, client } = await connected();
    const heard = [];
    const first = await client.events(() => {
      heard.push('first');
      first.off();
      second.off();
    });
    const second = await client.events(() => heard.push('second'));
    bridge.tell({ type: 'rec', address: EVENTS, body: {} });
    bridge.tell({ type: 'rec', address: EVENTS, body: {} });
    assert.deepEqual(heard, ['first']);
    assert.deepEqual(bridge.registered, []);
  });
});

describe('a component that is mounted twice', () => {
  for (const [name, unmount] of [
    ['with off() as soon as it can', (pending) => pending.then(({ off }) => off())],
    ['with off() after some awaits', async (pending) => {
      const subscription = await pending;
      await null;
      await null;
      subscription.off();
    }],
  ]) {
    test(`ends with its handler registered, ${name}`, async () => {
      const { bridge, client } = await connected();
      bridge.answers = false;
      const calls = [];
      const mount = (name) => client.on('PingPongRpc', () => calls.push(name));
      const first = mount('first');
      const unmounted = unmount(first);
      const second = mount('second');
      const secondUnmounted = unmount(second);
      const third = mount('third');
      bridge.answers = true;
      bridge.answer();
      await Promise.all([unmounted, secondUnmounted]);
      const { off } = await third;
      assert.deepEqual(bridge.registered, [SERVICE]);
      bridge.tell({ type: 'rec', address: SERVICE, body: ping });
      assert.deepEqual(calls, ['third']);
      off();
      assert.deepEqual(bridge.registered, []);
    });
  }

  test('ends with its handler registered, with signals', async () => {
    const { bridge, client } = await connected();
    bridge.answers = false;
    const unmounted = new AbortController();
    const first = outcome(client.on('PingPongRpc', () => '', unmounted));
    const events = outcome(client.events(() => {}, unmounted));
    unmounted.abort();
    const second = client.on('PingPongRpc', () => '');
    bridge.answers = true;
    bridge.answer();
    assert.equal((await first).failure.name, 'AbortError');
    assert.equal((await events).failure.name, 'AbortError');
    await second;
    await turn();
    assert.deepEqual(bridge.registered, [SERVICE]);
  });

  test('is refused where another one holds the protocol, also while that is being registered', async () => {
    const { bridge, client } = await connected();
    bridge.answers = false;
    const first = client.on('PingPongRpc', () => '');
    const during = outcome(client.on('PingPongRpc', () => ''));
    bridge.answers = true;
    bridge.answer();
    const { off } = await first;
    const after = outcome(client.on('PingPongRpc', () => ''));
    assert.equal((await during).failure.code, Code.INVALID_REQUEST);
    assert.equal((await after).failure.code, Code.INVALID_REQUEST);
    assert.deepEqual(bridge.registered, [SERVICE]);
    off();
    assert.deepEqual(bridge.registered, []);
  });

  test('hands over where the old one ends in the same turn', async () => {
    const { bridge, client } = await connected();
    const { off } = await client.on('PingPongRpc', () => '');
    const next = client.on('PingPongRpc', () => '');
    off();
    await next;
    assert.equal(bridge.frames.filter(({ type }) => type === 'register').length, 1);
    assert.deepEqual(bridge.registered, [SERVICE]);
  });
});

describe('a signal', () => {
  test('ends a registration, before, while and after it is made', async () => {
    const { bridge, client } = await connected();
    const reason = new Error('unmounted');
    await assert.rejects(client.events(() => {}, { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(bridge.frames, []);

    const during = new AbortController();
    const pending = outcome(client.events(() => {}, { signal: during.signal }));
    during.abort(reason);
    assert.equal((await pending).failure, reason);
    await turn();
    assert.deepEqual(bridge.registered, []);

    const later = new AbortController();
    const { off } = await client.on('PingPongRpc', () => '', { signal: later.signal });
    assert.deepEqual(bridge.registered, [SERVICE]);
    later.abort();
    assert.deepEqual(bridge.registered, []);
    off();
  });

  test('of an ended registration does not end the next one', async () => {
    const { bridge, client } = await connected();
    const controller = new AbortController();
    const first = await client.on('PingPongRpc', () => '', { signal: controller.signal });
    first.off();
    await client.on('PingPongRpc', () => '');
    controller.abort();
    assert.deepEqual(bridge.registered, [SERVICE]);
  });

  test('takes one that waits out of the queue', async () => {
    const { bridge, client } = await connected();
    bridge.answers = false;
    const first = client.on('PingPongRpc', () => '');
    const waits = new AbortController();
    const second = outcome(client.on('PingPongRpc', () => '', { signal: waits.signal }));
    waits.abort();
    assert.equal((await second).failure.name, 'AbortError');
    bridge.answers = true;
    bridge.answer();
    await first;
    assert.deepEqual(bridge.registered, [SERVICE]);
  });
});

describe('the bridge', () => {
  test('refuses for all that wait, and nothing is left of it', async () => {
    const { bridge, client } = await connected();
    bridge.refused.add(EVENTS);
    const both = [client.events(() => {}), client.events(() => {})].map(outcome);
    for (const { failure } of await Promise.all(both)) {
      assert.equal(failure.code, Code.ACCESS_DENIED);
    }
    bridge.refused.clear();
    await client.events(() => {});
    assert.deepEqual(bridge.registered, [EVENTS]);
  });

  test('is lost while registering: that fails, and what was there comes back', async () => {
    const bridge = new Bridge();
    const states = [];
    const { client } = await connected(bridge, {
      onConnect: () => states.push('connected'),
      onDisconnect: () => {
        states.push('lost');
        throw new Error('of the application');
      },
      onError: (failure) => states.push(failure.message),
    });
    const heard = [];
    const { off } = await client.events(() => heard.push('event'));
    bridge.answers = false;
    const pending = outcome(client.on('PingPongRpc', () => ''));
    bridge.lose();
    assert.equal((await pending).failure.code, Code.CONNECTION_LOST);
    await assert.rejects(client.events(() => {}), { code: Code.CONNECTION_LOST });
    bridge.answers = true;
    while (!client.connected) {
      await turn();
    }
    assert.deepEqual(bridge.registered, [EVENTS]);
    bridge.tell({ type: 'rec', address: EVENTS, body: {} });
    assert.deepEqual(heard, ['event']);
    off();
    assert.deepEqual(bridge.registered, []);
    assert.deepEqual(states, ['connected', 'lost', 'of the application', 'connected']);
    client.close();
  });

  test('ends old connections late: that does not end the new one', async () => {
    const { bridge, client } = await connected();
    const old = bridge.callbacks;
    bridge.lose();
    while (!client.connected) {
      await turn();
    }
    old.onClose(new Error('again'));
    assert.equal(client.connected, true);
    client.close();
    old.onClose(new Error('and again'));
    assert.equal(client.connected, false);
  });
});

test('nothing of a malformed message gets past its handler', async () => {
  const failures = [];
  const { bridge, client } = await connected(undefined, { onError: (f) => failures.push(f) });
  await client.on('PingPongRpc', () => '');
  for (const body of [null, 7, { kind: 'rpc' }, { kind: 'direct-send', payload: {} }]) {
    bridge.tell({ type: 'rec', address: SERVICE, replyAddress: 'back', body });
  }
  await turn();
  assert.equal(failures.length, 4);
});

describe('a list of nodes', () => {
  /** Bridges a, b, c, .. and a client of them; `order` is the order of attempts. */
  async function list(count, options = {}) {
    const order = [];
    const bridges = Array.from({ length: count }, () => new Bridge());
    const targets = bridges.map((bridge, i) => {
      const target = bridge.target(`tcp://${'abc'[i]}:1`);
      const open = (...values) => (order.push('abc'[i]), target.open(...values));
      return { ...target, open };
    });
    const connect = () =>
      connectWith(targets, { network: 'one', reconnect: { min: 1, max: 4 }, ...options });
    return { bridges, order, connect };
  }

  test('is used from its first one that can be reached, and after a loss from the next', async () => {
    const { bridges, order, connect } = await list(3);
    const [a, b, c] = bridges;
    a.down = down;
    const client = await connect();
    clients.push(client);
    assert.equal(client.url, 'tcp://b:1');
    await client.events(() => {});
    assert.deepEqual(b.registered, [EVENTS]);
    c.down = down;
    b.lose();
    assert.equal(client.url, null);
    b.down = down;
    while (order.length < 7) {
      await turn();
    }
    assert.deepEqual(order.slice(0, 7), ['a', 'b', 'c', 'a', 'b', 'c', 'a']);
    c.down = null;
    while (!client.connected) {
      await turn();
    }
    assert.equal(client.url, 'tcp://c:1');
    assert.deepEqual(c.registered, [EVENTS]);
    client.close();
  });

  test('fails with what all have said when none can be reached', async () => {
    const { bridges, connect } = await list(2);
    bridges.forEach((bridge) => (bridge.down = down));
    await assert.rejects(connect(), { code: Code.CONNECTION_LOST, message: /down; down/ });
  });

  test('is given up only when each of it has refused the token', async () => {
    const failures = [];
    const { bridges, order, connect } = await list(2, { onError: (f) => failures.push(f.code) });
    const [a, b] = bridges;
    const client = await connect();
    clients.push(client);
    const wrong = new DiemNetError(Code.WRONG_TOKEN, 'wrong');
    b.down = wrong;
    a.lose();
    while (!client.connected) {
      await turn();
    }
    assert.equal(client.url, 'tcp://a:1');
    assert.deepEqual(order, ['a', 'b', 'a']);
    assert.deepEqual(failures, []);
    a.down = wrong;
    a.lose();
    while (failures.length === 0) {
      await turn();
    }
    const attempts = order.length;
    await turn();
    assert.deepEqual(failures, [Code.WRONG_TOKEN]);
    assert.equal(order.length, attempts);
    await assert.rejects(client.info(), { code: Code.CONNECTION_LOST });
  });
});
