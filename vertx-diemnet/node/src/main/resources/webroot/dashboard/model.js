// The data of the node: its networks, their peers and events. Uses no document and no connection.
// Everything is bounded.

import { compareNames, shortId } from './format.js';
import { History } from './history.js';

/** Maximum number of events, and of peers of a network that are lost or not connected. */
export const LIMITS = { events: 200, lost: 50, missing: 1000 };

/** Time for which a lost peer is shown, in milliseconds. */
const LOST_MILLIS = 10 * 60_000;

/** Answers with a shorter distance are not used for rates. */
const MIN_SPAN = 500;

/**
 * A rate is that of the last three seconds. Health checks come once per second: between two answers
 * there can be none or two, and the first rate of a page would be wrong.
 */
const WINDOW = 3000;
const MIN_WINDOW = 1900;

const COUNTERS = ['bytesIn', 'bytesOut', 'messagesIn', 'messagesOut'];

/** A peer as one network sees it. */
export class Peer {
  connected = false;
  missing = null; // what the node says of a known peer that is not connected
  reason = null; // reason of the loss
  lostAt = null; // by this machine's clock; null if this page has never seen a connection
  toldAt = 0; // time of its last event
  rates = null; // of the four counters, per second; null until there are two answers
  history = new History();
  #samples = []; // of the current connection, in the window

  constructor(id) {
    this.id = id;
    this.fields = { peer: id, address: '', origin: '', role: '', protocols: [] };
  }

  /** connected, lost, or for a known one that is not connected: missing, dialing or idle. */
  get state() {
    if (this.connected) {
      return 'connected';
    }
    if (!this.missing) {
      return 'lost';
    }
    return this.missing.state === 'dialing' ? 'dialing' : isAwaited(this.missing) ? 'missing' : 'idle';
  }

  /** Takes the network's current data of the peer. */
  sample(fields, at) {
    const samples = this.#samples;
    const last = samples.at(-1);
    this.fields = fields;
    if (last?.fields.connectedAt !== fields.connectedAt) {
      this.rates = null;
      this.#samples = [{ fields, at }];
      return;
    }
    if (at - last.at < MIN_SPAN) {
      return;
    }
    samples.push({ fields, at });
    while (at - samples[1].at >= WINDOW) {
      samples.shift();
    }
    const [first] = samples;
    if (at - first.at < MIN_WINDOW) {
      return;
    }
    this.rates = {};
    for (const counter of COUNTERS) {
      const seconds = (at - first.at) / 1000;
      this.rates[counter] = Math.max(0, (fields[counter] - first.fields[counter]) / seconds);
    }
    this.history.add({ at, ...this.rates });
  }

  come(fields) {
    this.fields = { ...this.fields, ...fields };
    this.connected = true;
    this.missing = null;
    this.reason = null;
    this.lostAt = null;
  }

  lose(reason, now) {
    this.connected = false;
    this.reason = reason;
    this.lostAt = now;
    this.rates = null;
    this.#samples = [];
  }
}

/** A network of this node. */
export class Network {
  peers = new Map();
  seen = false; // whether its peers are known
  trouble = null; // the reason if they are not
  history = new History();
  rates = null;

  constructor(key, info) {
    this.key = key;
    this.info = info;
  }

  get name() {
    return this.info.network;
  }

  /** Returns the connected peers. */
  get connected() {
    return [...this.peers.values()].filter((peer) => peer.connected);
  }

  /** Returns the number of peers in each state. */
  get counts() {
    const counts = { connected: 0, missing: 0, idle: 0, lost: 0 };
    for (const { state, missing } of this.peers.values()) {
      counts[state === 'dialing' ? (isAwaited(missing) ? 'missing' : 'idle') : state]++;
    }
    return counts;
  }

  /**
   * Takes the connected peers and all known peers. Returns true if the set of connected peers, or
   * that of missing peers, has changed.
   *
   * @param askedAt time of the request; later events are newer than the answer
   * @param at time of the answer
   */
  took(list, known, askedAt, at) {
    let changed = !this.seen;
    this.seen = true;
    this.trouble = null;
    const sampledAt = (askedAt + at) / 2; // the page may be busy when the answer arrives
    const listed = new Set();
    for (const fields of list) {
      listed.add(fields.peer);
      const peer = this.#peer(fields.peer);
      if (!peer.connected) {
        if (peer.toldAt > askedAt) {
          continue;
        }
        peer.come(fields);
        changed = true;
      }
      peer.sample(fields, sampledAt);
    }
    for (const peer of this.peers.values()) {
      if (peer.connected && !listed.has(peer.id) && peer.toldAt <= askedAt) {
        peer.lose('gone', at);
        changed = true;
      }
    }
    changed = this.#miss(known.filter(({ state = 'connected' }) => state !== 'connected')) || changed;
    this.#sum(sampledAt);
    return this.#forget(at) || changed;
  }

  /** Takes an event. Returns true if the set of connected peers has changed. */
  heard(event, now) {
    if (event.type === 'refused') {
      return false;
    }
    const peer = this.#peer(event.peer);
    const { type, at, reason, detail, ...fields } = event;
    peer.toldAt = now;
    peer.come(fields);
    if (type === 'lost-peer') {
      peer.lose(detail ?? reason, now);
    }
    this.#forget(now);
    return true;
  }

  /** Takes the last hour that the node has kept, see `history.json` of the node. */
  remember({ points, peers }, now) {
    const [ats, sums] = [points.map(([age]) => now - age), points.map(([, ...rates]) => rates)];
    this.history.seed(
      ats.map((at, i) => ({ at, ...Object.fromEntries(COUNTERS.map((name, c) => [name, sums[i][c]])) })),
    );
    for (const [id, rates] of Object.entries(peers)) {
      const known = rates.flatMap((pair, i) =>
        pair ? [{ at: ats[i], bytesIn: pair[0], bytesOut: pair[1] }] : [],
      );
      this.peers.get(id)?.history.seed(known);
    }
  }

  #peer(id) {
    let peer = this.peers.get(id);
    if (!peer) {
      peer = new Peer(id);
      this.peers.set(id, peer);
    }
    return peer;
  }

  /** Takes the known peers that are not connected. Returns true if the set has changed. */
  #miss(list) {
    let changed = false;
    const missing = new Set();
    for (const entry of list.slice(0, LIMITS.missing)) {
      const peer = this.#peer(entry.peer);
      missing.add(entry.peer);
      if (!peer.connected) {
        changed ||= !peer.missing || isAwaited(peer.missing) !== isAwaited(entry);
        peer.missing = entry;
        peer.fields = { ...peer.fields, role: entry.role, address: (entry.addresses ?? []).join(', ') };
      }
    }
    for (const peer of this.peers.values()) {
      if (peer.missing && !missing.has(peer.id)) {
        peer.missing = null;
        changed = true;
      }
    }
    return changed;
  }

  /** Returns the sums over all peers. */
  #sum(at) {
    const known = this.connected.filter((peer) => peer.rates);
    if (known.length === 0) {
      this.rates = null;
      return;
    }
    this.rates = {};
    for (const counter of COUNTERS) {
      this.rates[counter] = known.reduce((sum, peer) => sum + peer.rates[counter], 0);
    }
    this.history.add({ at, ...this.rates });
  }

  #forget(now) {
    const lost = [...this.peers.values()]
      .filter(({ connected, missing }) => !connected && !missing)
      .sort((a, b) => b.lostAt - a.lostAt);
    const old = lost.filter(
      (peer, i) => i >= LIMITS.lost || peer.lostAt === null || now - peer.lostAt > LOST_MILLIS,
    );
    old.forEach((peer) => this.peers.delete(peer.id));
    return old.length > 0;
  }
}

/** Returns whether a peer should be connected: it may, and it is not for lack of a free slot. */
function isAwaited({ missing = true, trusted = true }) {
  return missing && trusted;
}

/** All networks of the node, and their events. */
export class Model {
  networks = new Map();
  listed = false; // whether the node has listed its networks
  events = []; // newest last; `{number, key, network, event, count, since}`, equal ones folded
  structure = 0; // grows whenever the set of peers changes
  #numbers = 0;
  #named = {}; // the last result of #own, and its arguments

  /** @param before the model of an earlier connection; its events remain valid */
  constructor(before = null) {
    if (before) {
      this.events = before.events;
      this.#numbers = before.#numbers;
    }
  }

  /** Takes an answer of a network directory. Returns the new networks. */
  tookNetworks(prefix, infos) {
    this.listed = true;
    const listed = new Set();
    const added = [];
    for (const info of infos) {
      const key = `${prefix}.${info.network}`;
      listed.add(key);
      const network = this.networks.get(key);
      if (network && network.info.startedAt === info.startedAt) {
        network.info = info;
      } else {
        this.networks.set(key, new Network(key, info));
        added.push(this.networks.get(key));
        this.structure++;
      }
    }
    for (const key of this.networks.keys()) {
      if (key.startsWith(`${prefix}.`) && !listed.has(key)) {
        this.networks.delete(key);
        this.structure++;
      }
    }
    return added;
  }

  forget(key) {
    if (this.networks.delete(key)) {
      this.structure++;
    }
  }

  tookPeers(key, list, known, askedAt, at) {
    if (this.networks.get(key)?.took(list, known, askedAt, at)) {
      this.structure++;
    }
  }

  heard(key, event, now) {
    const network = this.networks.get(key);
    if (!network) {
      return;
    }
    this.#fold({ network: network.key, event, count: 1, since: event.at });
    if (network.heard(event, now)) {
      this.structure++;
    }
  }

  /** Takes the events that the node has kept: `[{network, event, count, since}]`, newest last. */
  rememberEvents(list) {
    const told = new Set(list.map(({ network, event }) => foldingKey(network, event)));
    const last = list.at(-1)?.event.at ?? -Infinity;
    // Only here are: what came after the answer was made, and what a restarted node does not know.
    const own = this.events
      .filter(({ key, event }) => event.at > last || !told.has(key))
      .map((entry) => (told.has(entry.key) ? { ...entry, count: 1 } : entry));
    this.events = [];
    [...list, ...own].sort((a, b) => a.event.at - b.event.at).forEach((entry) => this.#fold(entry));
  }

  /** Adds an event as the newest. An equal one becomes part of it. */
  #fold({ network, event, count, since }) {
    const key = foldingKey(network, event);
    const at = this.events.findIndex((entry) => entry.key === key);
    const [before] = at < 0 ? [] : this.events.splice(at, 1);
    this.events.push({
      number: ++this.#numbers,
      key,
      network,
      event,
      count: count + (before?.count ?? 0),
      since: before?.since ?? since,
    });
    if (this.events.length > LIMITS.events) {
      this.events.shift();
    }
  }

  /** Returns whether there is something to show. */
  get known() {
    return [...this.networks.values()].some(({ seen, trouble }) => seen || trouble);
  }

  /** Returns the networks in the order of their names: validator-2 is before validator-10. */
  get sorted() {
    return [...this.networks.values()].sort((a, b) => compareNames(a.key, b.key));
  }

  /** Returns the name of a peer that is also a network of this node, or the beginning of its id. */
  nameOf(id, like) {
    if (this.#named.like !== like || this.#named.structure !== this.structure) {
      this.#named = { like, structure: this.structure, own: this.#own(like) };
    }
    return this.#named.own.get(id)?.name ?? shortId(id);
  }

  /** Returns the networks of this node in the same mesh, by their ids. */
  #own(like) {
    const own = new Map();
    for (const network of this.networks.values()) {
      if (!like || sameMesh(network, like)) {
        own.set(network.info.peer, network);
      }
    }
    return own;
  }

  /**
   * Returns the connections that the networks of this node know, and those that are missing, in the
   * mesh of the given network. `{nodes: Map(id -> {id, label, own, state, key}), edges: Map(.. -> {a, b, state})}`;
   * a state is up, lost or idle
   */
  mesh(viewed) {
    const own = this.#own(viewed);
    const nodes = new Map();
    const edges = new Map();
    for (const network of own.values()) {
      const id = network.info.peer;
      nodes.set(id, { id, label: network.name, own: true, state: 'up', key: network.key });
    }
    for (const network of own.values()) {
      for (const peer of network.peers.values()) {
        const state = meshState(peer);
        const node = nodes.get(peer.id);
        if (!node) {
          nodes.set(peer.id, { id: peer.id, label: shortId(peer.id), own: false, state });
        } else if (!node.own) {
          node.state = better(node.state, state);
        }
        const [a, b] = network.info.peer < peer.id ? [network.info.peer, peer.id] : [peer.id, network.info.peer];
        const key = `${a}-${b}`;
        edges.set(key, { a, b, state: better(edges.get(key)?.state ?? state, state) });
      }
    }
    return { nodes, edges };
  }
}

const STATES = ['up', 'lost', 'idle']; // in this order, the first one counts of several views

function meshState(peer) {
  if (peer.connected) {
    return 'up';
  }
  return peer.missing && !isAwaited(peer.missing) ? 'idle' : 'lost';
}

function better(one, other) {
  return STATES[Math.min(STATES.indexOf(one), STATES.indexOf(other))];
}

/** Equal events have the same key, as in the node. An inbound connection has another port each time. */
function foldingKey(network, { type, direction, origin, peer, address, reason }) {
  const host = type === 'refused' ? String(address).split('/tcp/')[0] : '';
  return [network, type, direction ?? origin, peer, host, reason].join(' ');
}

/** Returns whether two networks of a node can have common peers. */
function sameMesh(one, other) {
  return one.info.networkId === other.info.networkId && one.info.chainId === other.info.chainId;
}
