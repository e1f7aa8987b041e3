// The client library against a real network, over TCP and over SockJS.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Code, DiemNetError, connect, text } from '../src/node.js';
import { configured, demo, freePort, temporaryFolder, until } from './node-process.mjs';

describe('a demo network', () => {
  let network;
  before(async () => {
    network = await demo('--validators', '3');
  });
  after(() => network?.stop());

  for (const kind of ['tcp', 'web']) {
    describe(`over ${kind}`, () => {
      let zero;
      let one;
      const errors = [];
      let ids;
      before(async () => {
        const url = kind === 'tcp' ? network.tcp : `${network.web}eventbus`;
        zero = await connect(url, { network: 'validator-0', onError: (e) => errors.push(e) });
        one = zero.network('validator-1');
        ids = Object.fromEntries((await zero.networks()).map((info) => [info.network, info.peer]));
      });
      after(() => zero?.close());

      test('shows the networks, the peers and itself', async () => {
        assert.deepEqual(Object.keys(ids).sort(), ['validator-0', 'validator-1', 'validator-2']);
        const peers = await zero.peers();
        assert.equal(peers.length, 2);
        assert.ok(peers.every(({ protocols }) => protocols.includes('PingPongRpc')));
        assert.equal((await one.info()).peer, ids['validator-1']);
      });

      test('waits for peers, and names those that are missing with the reason', async () => {
        await zero.whenConnected();
        await zero.whenConnected(2);
        await zero.whenConnected(ids['validator-1'], { timeout: 1000 });
        const known = await zero.known();
        assert.deepEqual(known.map(({ state, missing }) => [state, missing]), [
          ['connected', false],
          ['connected', false],
        ]);
        assert.ok(known.every(({ connection }) => connection.protocols.includes('PingPongRpc')));
        await assert.rejects(zero.whenConnected('0'.repeat(32), { timeout: 50 }), {
          code: Code.TIMED_OUT,
          message: /0{32} is not connected after 50 ms/,
        });
        await assert.rejects(zero.whenConnected(3, { timeout: 25_001 }), {
          code: Code.INVALID_REQUEST,
        });
        await assert.rejects(zero.whenConnected(true), TypeError);
      });

      test('tells which permission is missing', async () => {
        await assert.rejects(zero.network('nobody').info(), {
          code: Code.ACCESS_DENIED,
          message: 'access_denied: no network named nobody is open to clients here',
        });
        await assert.rejects(zero.on('Unknown', () => ''), {
          message: 'access_denied: network validator-0 does not speak the protocol Unknown',
        });
      });

      test('calls a service on the JVM', async () => {
        const answer = await zero.rpc(ids['validator-1'], 'ConsensusRpc', 'Which round?');
        assert.equal(text(answer), 'Round 7.');
      });

      test('serves calls and direct sends, of bytes as they are', async () => {
        const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
        const messages = [];
        const service = await one.on('PingPongRpc', (message) => {
          messages.push(message);
          return message.payload.toReversed?.() ?? Uint8Array.from(message.payload).reverse();
        });
        const answer = await zero.rpc(ids['validator-1'], 'PingPongRpc', bytes, { priority: 3 });
        assert.deepEqual([...answer], [...bytes].reverse());
        assert.equal(messages[0].peer, ids['validator-0']);
        assert.equal(messages[0].kind, 'rpc');
        assert.equal(messages[0].protocol, 'PingPongRpc');

        const buffer = Buffer.from('slice of a larger buffer').subarray(9, 17);
        assert.equal(await zero.directSend(ids['validator-1'], 'PingPongRpc', buffer), undefined);
        await until('the direct send', () => messages.length === 2);
        assert.equal(messages[1].kind, 'direct-send');
        assert.equal(text(messages[1].payload), 'a larger');

        service.off();
        await assert.rejects(
          zero.rpc(ids['validator-1'], 'PingPongRpc', ''),
          { code: Code.NOT_SUPPORTED, reason: 'NOT_SUPPORTED' },
        );
      });

      test('sends to several and tells what became of it', async () => {
        const nobody = '0'.repeat(32);
        const sent = await zero.directSend([ids['validator-1'], nobody], 'PingPongRpc', '');
        assert.equal(sent.queued, 1);
        assert.equal(sent.failed[nobody].code, Code.NOT_CONNECTED);
        assert.deepEqual(await zero.directSend('*', 'PingPongRpc', ''), { queued: 2, failed: {} });
        const alone = await zero.directSend([nobody], 'PingPongRpc', '');
        assert.equal(alone.failed[nobody].code, Code.NOT_CONNECTED);
      });

      test('fails with the code of the failure', async () => {
        const call = (peer, protocol, options) => zero.rpc(peer, protocol, '', options);
        await assert.rejects(call('x', 'ConsensusRpc'), { code: Code.INVALID_REQUEST });
        await assert.rejects(call('0'.repeat(32), 'ConsensusRpc'), { code: Code.NOT_CONNECTED });
        await assert.rejects(call(ids['validator-1'], 'ConsensusRpc', { timeout: 25_001 }), {
          code: Code.INVALID_REQUEST,
        });
        await assert.rejects(zero.request('diemnet.validator-0.admin.dial'), {
          name: 'DiemNetError',
          code: Code.ACCESS_DENIED,
        });
        await assert.rejects(zero.rpc(ids['validator-1'], 'ConsensusRpc', 7), TypeError);
      });

      test('a handler that throws drops the call, or refuses it', async () => {
        const refusing = await one.on('PingPongRpc', ({ payload }) => {
          throw text(payload) === 'refuse'
            ? new DiemNetError(Code.NOT_SUPPORTED, 'not today')
            : new Error('trouble of its own');
        });
        const call = (payload, options) =>
          zero.rpc(ids['validator-1'], 'PingPongRpc', payload, options);
        await assert.rejects(call('refuse'), { code: Code.NOT_SUPPORTED });
        await assert.rejects(call('break', { timeout: 1000 }), { code: Code.TIMED_OUT });
        assert.deepEqual(errors.splice(0).map(({ message }) => message), ['trouble of its own']);
        refusing.off();
      });

      test('registers once, and where it may', async () => {
        const service = await one.on('PingPongRpc', () => '');
        await assert.rejects(one.on('PingPongRpc', () => ''), { code: Code.INVALID_REQUEST });
        service.off();
        await assert.rejects(one.on('Unknown', () => ''), { code: Code.ACCESS_DENIED });
        await (await one.on('PingPongRpc', () => '')).off();
      });

      test('registrations end one by one, and a component may be mounted twice', async () => {
        const first = one.on('PingPongRpc', () => 'first');
        const unmounted = first.then(({ off }) => off());
        const second = one.on('PingPongRpc', () => 'second');
        const aborted = new AbortController();
        const third = one.on('PingPongRpc', () => 'third', { signal: aborted.signal });
        aborted.abort();
        await assert.rejects(third, { name: 'AbortError' });
        await unmounted;
        const { off } = await second;
        (await first).off();
        const call = async () => text(await zero.rpc(ids['validator-1'], 'PingPongRpc', ''));
        assert.equal(await call(), 'second');
        off();
        const fourth = await one.on('PingPongRpc', () => 'fourth');
        off();
        assert.equal(await call(), 'fourth');
        fourth.off();

        const events = [await one.events(() => {}), await one.events(() => {})];
        events.forEach((subscription) => subscription.off());
        events.forEach((subscription) => subscription.off());
        await zero.info(); // errors of the bridge would have come by now
        assert.deepEqual(errors, []);
      });

      test('large payloads pass', async () => {
        const service = await one.on('PingPongRpc', ({ payload }) => payload);
        const payload = new Uint8Array(3_000_000).fill(7);
        const answer = await zero.rpc(ids['validator-1'], 'PingPongRpc', payload);
        assert.equal(Buffer.compare(answer, payload), 0);
        service.off();
      });

      test('many calls at once are answered, each with its own', async () => {
        const service = await one.on('PingPongRpc', ({ payload }) => payload);
        const calls = Array.from({ length: 90 }, (_, i) =>
          zero.rpc(ids['validator-1'], 'PingPongRpc', `${i}`),
        );
        assert.deepEqual((await Promise.all(calls)).map(text), calls.map((_, i) => `${i}`));
        service.off();
      });
    });
  }
});

/** Two validators that know each other, in one node, at two ports in a row. */
function twoNetworks(bridge, port) {
  const keys = ['one', 'two'].map((name) => ({ name, ...identity() }));
  const ports = [port, port + 1];
  const networks = keys.map(({ name, privateKey }, i) => ({
    name,
    identity: { privateKey },
    listenAddress: `/ip4/127.0.0.1/tcp/${ports[i]}`,
    protocols: [{ name: 'PingPongRpc', id: 32 }],
    seeds: {
      [keys[1 - i].peer]: {
        addresses: [
          `/ip4/127.0.0.1/tcp/${ports[1 - i]}/ln-noise-ik/${keys[1 - i].publicKey}/ln-handshake/0`,
        ],
        role: 'Validator',
      },
    },
  }));
  return { config: { networks, bridge }, peers: keys.map(({ peer }) => peer) };
}

/** Keys in hex; a validator's id is the end of its public key. */
function identity() {
  const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const [privateKey, publicKey] = [d, x].map((key) => Buffer.from(key, 'base64url').toString('hex'));
  return { privateKey, publicKey, peer: publicKey.slice(32) };
}

describe('a node that goes and comes back', () => {
  for (const kind of ['tcp', 'web']) {
    test(`is found again over ${kind}, and handlers serve again`, async () => {
      const token = 's %&ä';
      const port = await freePort(4);
      const bridge = { tcpPort: port, webPort: port + 1, token };
      const { config, peers } = twoNetworks(bridge, port + 2);
      let node = await configured(config);
      const states = [];
      const client = await connect(kind === 'tcp' ? node.tcp : `${node.web}eventbus`, {
        network: 'one',
        token,
        reconnect: { min: 50, max: 200 },
        onConnect: () => states.push('connected'),
        onDisconnect: () => states.push('lost'),
      });
      try {
        await client.network('two').on('PingPongRpc', ({ payload }) => `${text(payload)} pong`);
        const call = () => client.rpc(peers[1], 'PingPongRpc', 'ping').then(text, () => '');
        await until('an answer', async () => (await call()) === 'ping pong');
        await node.stop('SIGKILL');
        await until('the loss', () => !client.connected);
        await assert.rejects(client.info(), { code: Code.CONNECTION_LOST });

        node = await configured(config);
        await until('an answer again', async () => (await call()) === 'ping pong');
        assert.deepEqual(states, ['connected', 'lost', 'connected']);
      } finally {
        client.close();
        await node.stop();
      }
    });
  }

  test('is left for the next of the list, where handlers serve again', async () => {
    const port = await freePort(6);
    const nodes = [];
    for (const first of [port, port + 3]) {
      const networks = twoNetworks({ tcpPort: first + 2, webPort: 0 }, first);
      nodes.push({ ...networks, node: await configured(networks.config) });
    }
    const [a, b] = nodes;
    const urls = nodes.map(({ node }) => `tcp://${node.tcp}`);
    const client = await connect([`tcp://127.0.0.1:${await freePort()}`, ...urls], {
      network: 'one',
      reconnect: { min: 50, max: 200 },
    });
    try {
      assert.equal(client.url, urls[0]);
      const events = [];
      await client.network('two').on('PingPongRpc', ({ payload }) => `${text(payload)} pong`);
      await client.events((event) => events.push(event));
      const pong = (peer) => client.rpc(peer, 'PingPongRpc', 'ping').then(text, () => '');
      await until('an answer', async () => (await pong(a.peers[1])) === 'ping pong');

      await a.node.stop('SIGKILL');
      await until('an answer of the other', async () => (await pong(b.peers[1])) === 'ping pong');
      assert.equal(client.url, urls[1]);

      a.node = await configured(a.config);
      await b.node.stop('SIGKILL');
      await until('an answer of the first', async () => (await pong(a.peers[1])) === 'ping pong');
      assert.equal(client.url, urls[0]);
    } finally {
      client.close();
      await Promise.all(nodes.map(({ node }) => node.stop('SIGKILL')));
    }
  });

  test('is not let in with a wrong token, and says which network to choose', async () => {
    const node = await configured({
      networks: [
        { name: 'one', listenAddress: '/ip4/127.0.0.1/tcp/0' },
        { name: 'two', networkId: 'vfn', listenAddress: '/ip4/127.0.0.1/tcp/0' },
      ],
      bridge: { tcpPort: 0, webPort: 0, token: 'right' },
    });
    try {
      await assert.rejects(connect(node.tcp), { code: Code.WRONG_TOKEN });
      await assert.rejects(connect(node.tcp, { token: 'wrong' }), { code: Code.WRONG_TOKEN });
      await assert.rejects(connect(`${node.web}eventbus`), { code: Code.CONNECTION_LOST });
      await assert.rejects(connect(node.tcp, { token: 'right' }), /one, two/);
    } finally {
      await node.stop();
    }
  });

  test('is talked to over TLS where it has a certificate', async (t) => {
    const folder = await temporaryFolder();
    const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name));
    try {
      await promisify(execFile)('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '10', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost', '-out', certificate, '-keyout', key],
      ]);
    } catch (failure) {
      t.skip(`no certificate to test with: ${failure.message.split('\n')[0]}`);
      return;
    }
    const node = await configured({
      networks: [{ name: 'one', listenAddress: '/ip4/127.0.0.1/tcp/0' }],
      bridge: { tcpPort: 0, webPort: 0, tls: { certificate, key } },
    });
    try {
      assert.match(node.web, /^https:/);
      const url = `tls://localhost:${node.tcp.split(':')[1]}`;
      const client = await connect(url, { tls: { ca: await readFile(certificate) } });
      assert.equal((await client.info()).network, 'one');
      client.close();
      await assert.rejects(connect(url), { code: Code.CONNECTION_LOST }); // a stranger's certificate
    } finally {
      await node.stop();
    }
  });

  test('a port where nobody listens is told', async () => {
    await assert.rejects(connect(`127.0.0.1:${await freePort()}`), { code: Code.CONNECTION_LOST });
  });
});
