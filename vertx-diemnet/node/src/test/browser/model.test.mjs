// What the dashboard makes of what the node says, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, lasting, millis } from './dashboard/format.js';
import { History, POINTS, RANGES } from './dashboard/history.js';
import { place } from './dashboard/layout.js';
import { missingWords } from './dashboard/missing.js';
import { LIMITS, Model } from './dashboard/model.js';
import { parse, show } from './dashboard/payload.js';

const PREFIX = 'diemnet';
const info = (network, peer, more = {}) => ({
  network,
  peer,
  networkId: 'validator',
  chainId: 4,
  startedAt: 1,
  failures: {},
  ...more,
});
const peer = (id, count = 0, more = {}) => ({
  peer: id,
  address: '/ip4/192.0.2.1/tcp/1',
  origin: 'inbound',
  role: 'Validator',
  protocols: [],
  connectedAt: 1,
  pingMillis: null,
  bytesIn: count,
  bytesOut: 2 * count,
  messagesIn: count,
  messagesOut: count,
  ...more,
});

function modelOf(...infos) {
  const model = new Model();
  model.tookNetworks(PREFIX, infos);
  return model;
}

test('rates come from two answers, and begin anew with a new connection', () => {
  const model = modelOf(info('a', 'a1'));
  const network = model.networks.get('diemnet.a');
  const rates = () => network.peers.get('b1').rates;
  model.tookPeers('diemnet.a', [peer('b1', 100)], [], 0, 1000);
  assert.equal(rates(), null);
  model.tookPeers('diemnet.a', [peer('b1', 900)], [], 1000, 2000);
  assert.equal(rates(), null, 'a second with many bytes is no rate yet');
  model.tookPeers('diemnet.a', [peer('b1', 500)], [], 2000, 3000);
  assert.equal(rates().bytesIn, 200);
  assert.equal(rates().bytesOut, 400);
  assert.equal(network.rates.bytesIn, 200);
  for (let at = 3000; at < 9000; at += 1000) {
    model.tookPeers('diemnet.a', [peer('b1', at)], [], at, at + 1000);
  }
  assert.equal(rates().bytesIn, 1000, 'of the last three seconds');
  model.tookPeers('diemnet.a', [peer('b1', 5, { connectedAt: 2 })], [], 9500, 9600);
  assert.equal(rates(), null);
});

test('a peer that an answer no longer lists is lost, and kept to be seen', () => {
  const model = modelOf(info('a', 'a1'));
  model.tookPeers('diemnet.a', [peer('b1')], [], 0, 1);
  const before = model.structure;
  model.tookPeers('diemnet.a', [], [], 10, 11);
  assert.equal(model.networks.get('diemnet.a').peers.get('b1').connected, false);
  assert.equal(model.structure, before + 1);
  model.tookPeers('diemnet.a', [], [], 20, 21);
  assert.equal(model.structure, before + 1);
});

test('an event is newer than an answer that was asked for before it', () => {
  const model = modelOf(info('a', 'a1'));
  model.tookPeers('diemnet.a', [peer('b1')], [], 0, 1);
  model.heard('diemnet.a', { type: 'lost-peer', at: 5, peer: 'b1', reason: 'connection-lost' }, 20);
  model.tookPeers('diemnet.a', [peer('b1')], [], 10, 30);
  const { connected, reason } = model.networks.get('diemnet.a').peers.get('b1');
  assert.equal(connected, false);
  assert.equal(reason, 'connection-lost');
  model.tookPeers('diemnet.a', [peer('b1')], [], 40, 41);
  assert.equal(model.networks.get('diemnet.a').peers.get('b1').connected, true);

  model.heard('diemnet.a', { type: 'new-peer', at: 5, ...peer('c1') }, 60);
  model.tookPeers('diemnet.a', [peer('b1')], [], 50, 70);
  assert.equal(model.networks.get('diemnet.a').peers.get('c1').connected, true);
});

test('the mesh joins what the networks of one mesh see, and leaves the others out', () => {
  const model = modelOf(info('a', 'a1'), info('b', 'b1'), info('vfn', 'v1', { networkId: 'vfn' }));
  model.tookPeers('diemnet.a', [peer('b1'), peer('c1')], [], 0, 1);
  model.tookPeers('diemnet.b', [peer('a1')], [], 0, 1);
  model.tookPeers('diemnet.vfn', [peer('d1')], [], 0, 1);
  const { nodes, edges } = model.mesh(model.networks.get('diemnet.a'));
  assert.deepEqual([...nodes.keys()].sort(), ['a1', 'b1', 'c1']);
  assert.deepEqual([...edges.keys()].sort(), ['a1-b1', 'a1-c1']);
  assert.equal(nodes.get('b1').label, 'b');
  assert.equal(nodes.get('c1').own, false);
  assert.equal(nodes.get('c1').state, 'up');
});

test('a connection is lost only when neither end has it', () => {
  const model = modelOf(info('a', 'a1'), info('b', 'b1'));
  const lost = () =>
    [...model.mesh(model.networks.get('diemnet.a')).edges.values()][0].state === 'lost';
  model.tookPeers('diemnet.a', [peer('b1')], [], 0, 1);
  model.tookPeers('diemnet.b', [peer('a1')], [], 0, 1);
  model.tookPeers('diemnet.a', [], [], 2, 3);
  assert.equal(lost(), false);
  model.tookPeers('diemnet.b', [], [], 2, 3);
  assert.equal(lost(), true);
});

test('whatever happens, what is kept is bounded', () => {
  const model = modelOf(info('a', 'a1'));
  for (let i = 0; i < 2000; i++) {
    model.heard('diemnet.a', { type: 'new-peer', at: i, ...peer(`p${i}`) }, i);
    model.heard('diemnet.a', { type: 'lost-peer', at: i, reason: 'requested', ...peer(`p${i}`) }, i);
    model.tookPeers('diemnet.a', [peer('b1', i)], [], 1000 * i + 5000, 1000 * i + 5001);
  }
  const network = model.networks.get('diemnet.a');
  assert.equal(model.events.length, LIMITS.events);
  assert.ok(network.peers.size <= LIMITS.lost + 1);
  const most = POINTS.fine + POINTS.coarse;
  for (const history of [network.history, network.peers.get('b1').history]) {
    const { length } = history.last(2 * RANGES.hour, 2_000_000);
    assert.ok(length > 200 && length <= most, `${length} points`);
  }
  const missing = Array.from({ length: 2000 }, (_, i) => ({ peer: `m${i}`, state: 'waiting' }));
  model.tookPeers('diemnet.a', [], missing, 3_000_000, 3_000_001);
  assert.ok(network.peers.size <= LIMITS.missing + LIMITS.lost + 1);
});

test('known peers that are not connected are missing, with the reason and the next attempt', () => {
  const model = modelOf(info('a', 'a1'));
  const network = model.networks.get('diemnet.a');
  const known = (b1) => [
    { peer: 'c1', state: 'connected', connection: peer('c1') },
    { peer: 'b1', trusted: true, missing: true, role: 'Validator', addresses: ['/ip4/192.0.2.7/tcp/1'], ...b1 },
    { peer: 'd1', state: 'never', why: 'it is not trusted', trusted: false, missing: true, addresses: [] },
  ];
  const waiting = { state: 'waiting', why: 'back-off', lastError: '/ip4/192.0.2.7/tcp/1: TCP connect: Connection refused', nextAttemptAt: 9000 };
  model.tookPeers('diemnet.a', [peer('c1')], known(waiting), 0, 1);
  assert.deepEqual(network.counts, { connected: 1, missing: 1, idle: 1, lost: 0 });
  assert.equal(network.peers.get('b1').state, 'missing');
  assert.equal(
    missingWords(network.peers.get('b1').missing, 4000),
    'next dial in 5 s; TCP connect: Connection refused; back-off',
  );
  assert.equal(missingWords(network.peers.get('d1').missing, 0), 'it is not trusted');
  const { nodes, edges } = model.mesh(network);
  assert.deepEqual(['b1', 'c1', 'd1'].map((id) => nodes.get(id).state), ['lost', 'up', 'idle']);
  assert.equal(edges.get('a1-b1').state, 'lost');

  const before = model.structure;
  model.tookPeers('diemnet.a', [peer('c1')], known({ state: 'dialing' }), 2, 3);
  assert.equal(network.peers.get('b1').state, 'dialing');
  assert.equal(model.structure, before, 'a dial does not change the set');
  model.tookPeers('diemnet.a', [peer('b1'), peer('c1')], [], 4, 5);
  assert.deepEqual(network.counts, { connected: 2, missing: 0, idle: 0, lost: 0 });
  assert.equal(network.peers.has('d1'), false, 'nobody knows it any more');
});

test('equal events are one with a count, and an inbound port makes no difference', () => {
  const model = modelOf(info('a', 'a1'));
  const refused = (at, port, reason) => ({ type: 'refused', at, direction: 'inbound', address: `/ip4/192.0.2.9/tcp/${port}`, reason });
  model.heard('diemnet.a', refused(10, 1, 'unknown-peer'), 1);
  model.heard('diemnet.a', refused(20, 2, 'decrypt-failed'), 2);
  model.heard('diemnet.a', refused(30, 3, 'unknown-peer'), 3);
  const shown = () => model.events.map(({ event, count, since }) => [event.reason, event.at, count, since]);
  assert.deepEqual(shown(), [['decrypt-failed', 20, 1, 20], ['unknown-peer', 30, 2, 10]]);

  // The node's own list has the earlier ones, and not yet the last.
  model.rememberEvents([
    { network: 'diemnet.a', event: refused(5, 7, 'chain-id'), count: 4, since: 1 },
    { network: 'diemnet.a', event: refused(20, 2, 'decrypt-failed'), count: 3, since: 2 },
  ]);
  assert.deepEqual(shown(), [
    ['chain-id', 5, 4, 1],
    ['decrypt-failed', 20, 3, 2],
    ['unknown-peer', 30, 2, 10],
  ]);
});

test('the last hour of the node precedes what the page has measured', () => {
  const model = modelOf(info('a', 'a1'));
  const network = model.networks.get('diemnet.a');
  model.tookPeers('diemnet.a', [peer('b1', 0)], [], 100_000, 100_000);
  model.tookPeers('diemnet.a', [peer('b1', 100)], [], 102_000, 102_000);
  network.remember({ points: [[30_000, 1, 2, 3, 4], [15_000, 5, 6, 7, 8]], peers: { b1: [null, [5, 6]], gone: [null, null] } }, 102_000);
  const shown = (history, range) => history.last(range, 102_000).map(({ at, bytesIn }) => [at, bytesIn]);
  assert.deepEqual(shown(network.history, RANGES.hour), [[72_000, 1], [87_000, 5], [102_000, 50]]);
  assert.deepEqual(shown(network.history, 20_000), [[87_000, 5], [102_000, 50]]);
  assert.deepEqual(shown(network.peers.get('b1').history, RANGES.hour), [[87_000, 5], [102_000, 50]]);
});

test('old points become one per 15 s', () => {
  const history = new History();
  for (let at = 0; at < 600_000; at += 1000) {
    history.add({ at, bytesIn: 7 });
  }
  const points = history.last(RANGES.hour, 600_000);
  assert.ok(points.every(({ bytesIn }) => bytesIn === 7));
  assert.ok(points.length > 120 + 28 && points.length < 120 + 40, `${points.length} points`);
  assert.ok(points.every(({ at }, i) => i === 0 || at > points[i - 1].at));
});

test('a network that has gone or was started anew is forgotten', () => {
  const model = modelOf(info('a', 'a1'), info('b', 'b1'));
  model.tookPeers('diemnet.a', [peer('b1')], [], 0, 1);
  model.tookNetworks(PREFIX, [info('a', 'a1', { startedAt: 2 })]);
  assert.deepEqual([...model.networks.keys()], ['diemnet.a']);
  assert.equal(model.networks.get('diemnet.a').seen, false);
  assert.deepEqual(modelOf(info('n10', 'x'), info('n2', 'y')).sorted.map(({ name }) => name), ['n2', 'n10']);
});

test('the nodes of a ring keep their distance and their places', () => {
  const nodes = Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, label: `v-${i}`, own: true }));
  const places = place(nodes);
  const [a, b] = [places.get('0'), places.get('1')];
  assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 25);
  assert.deepEqual(place([...nodes].reverse()), place(nodes));
});

test('payloads are read and shown as text, hex or base64', () => {
  const plain = new Uint8Array([104, 105]);
  assert.deepEqual(parse('hi', 'text'), plain);
  assert.deepEqual(parse('68 69', 'hex'), plain);
  assert.deepEqual(parse('aGk=', 'base64'), plain);
  assert.throws(() => parse('6', 'hex'), TypeError);
  assert.throws(() => parse('***', 'base64'), TypeError);
  assert.deepEqual(show(plain), { form: 'text', text: 'hi', left: 0 });
  assert.deepEqual(show(new Uint8Array([0, 255])), { form: 'hex', text: '00 ff', left: 0 });
  assert.equal(show(new Uint8Array(5000).fill(65)).left, 904);
  assert.equal(show(new TextEncoder().encode('é'.repeat(3000) + 'x')).form, 'text');
});

test('numbers are short', () => {
  assert.equal(bytes(0), '0 B');
  assert.equal(bytes(999.7), '1.0 kB');
  assert.equal(bytes(123456), '123 kB');
  assert.equal(millis(0.123), '0.1 ms');
  assert.equal(millis(null), '–');
  assert.equal(lasting(61_000), '1 min 1 s');
});
