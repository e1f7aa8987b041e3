// The data of the node: its networks, their peers and events. Uses no document and no connection.
// Everything is bounded.

import { compareNames, shortId } from './format.js';

/** Maximum number of points of a plot, of events, and of lost peers of a network. */
export const LIMITS = { points: 120, events: 200, lost: 50 };

/** Time for which a lost peer is shown, in milliseconds. */
const LOST_MILLIS = 10 * 60_000;

/** Answers with a shorter distance are not used for rates. */
const MIN_SPAN = 200;

const COUNTERS = ['bytesIn', 'bytesOut', 'messagesIn', 'messagesOut'];

/** The last points of a plot. */
export class History {
  points = [];

  add(point) {
    this.points.push(point);
    if (this.points.length > LIMITS.points) {
      this.points.shift();
    }
  }

  clear() {
    this.points = [];
  }
}

/** A peer as one network sees it. */
export class Peer {
  connected = true;
  reason = null; // reason of the loss
  lostAt = null; // by this machine's clock
  toldAt = 0; // time of its last event
  rates = null; // of the four counters, per second; null until there are two answers
  history = new History();
  #last = null;

  constructor(id) {
    this.id = id;
    this.fields = { peer: id, address: '', origin: '', role: '', protocols: [] };
  }

  /** Takes the network's current data of the peer. */
  sample(fields, at) {
    const last = this.#last;
    this.fields = fields;
    if (!last || last.fields.connectedAt !== fields.connectedAt) {
      this.rates = null;
      this.#last = { fields, at };
      return;
    }
    const seconds = (at - last.at) / 1000;
    if (seconds * 1000 < MIN_SPAN) {
      return;
    }
    this.rates = {};
    for (const counter of COUNTERS) {
      this.rates[counter] = Math.max(0, (fields[counter] - last.fields[counter]) / seconds);
    }
    this.#last = { fields, at };
    this.history.add({ at, ...this.rates });
  }

  come(fields) {
    this.fields = { ...this.fields, ...fields };
    this.connected = true;
    this.reason = null;
    this.lostAt = null;
  }

  lose(reason, now) {
    this.connected = false;
    this.reason = reason;
    this.lostAt = now;
    this.rates = null;
    this.#last = null;
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

  /**
   * Takes an answer to `.peers`. Returns true if the set of connected peers has changed.
   *
   * @param askedAt time of the request; later events are newer than the answer
   * @param at time of the answer
   */
  took(list, askedAt, at) {
    let changed = !this.seen;
    this.seen = true;
    this.trouble = null;
    const listed = new Set();
    for (const fields of list) {
      listed.add(fields.peer);
      let peer = this.peers.get(fields.peer);
      if (!peer) {
        peer = new Peer(fields.peer);
        this.peers.set(fields.peer, peer);
        changed = true;
      } else if (!peer.connected) {
        if (peer.toldAt > askedAt) {
          continue;
        }
        peer.come(fields);
        changed = true;
      }
      peer.sample(fields, at);
    }
    for (const peer of this.peers.values()) {
      if (peer.connected && !listed.has(peer.id) && peer.toldAt <= askedAt) {
        peer.lose('gone', at);
        changed = true;
      }
    }
    this.#sum(at);
    return this.#forget(at) || changed;
  }

  /** Takes an event. Returns true if the set of connected peers has changed. */
  heard(event, now) {
    if (event.type === 'refused') {
      return false;
    }
    let peer = this.peers.get(event.peer);
    if (!peer) {
      peer = new Peer(event.peer);
      this.peers.set(event.peer, peer);
    }
    const { type, at, reason, ...fields } = event;
    peer.toldAt = now;
    peer.come(fields);
    if (type === 'lost-peer') {
      peer.lose(reason, now);
    }
    this.#forget(now);
    return true;
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
      .filter((peer) => !peer.connected)
      .sort((a, b) => b.lostAt - a.lostAt);
    const old = lost.filter((peer, i) => i >= LIMITS.lost || now - peer.lostAt > LOST_MILLIS);
    old.forEach((peer) => this.peers.delete(peer.id));
    return old.length > 0;
  }
}

/** All networks of the node, and their events. */
export class Model {
  networks = new Map();
  listed = false; // whether the node has listed its networks
  events = []; // newest last; each has a number
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

  tookPeers(key, list, askedAt, at) {
    if (this.networks.get(key)?.took(list, askedAt, at)) {
      this.structure++;
    }
  }

  heard(key, event, now) {
    const network = this.networks.get(key);
    if (!network) {
      return;
    }
    this.events.push({ number: ++this.#numbers, network: network.name, event });
    if (this.events.length > LIMITS.events) {
      this.events.shift();
    }
    if (network.heard(event, now)) {
      this.structure++;
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
   * Returns the connections that the networks of this node know, in the mesh of the given
   * network. `{nodes: Map(id -> {id, label, own, lost, key}), edges: Map(.. -> {a, b, lost})}`
   */
  mesh(viewed) {
    const own = this.#own(viewed);
    const nodes = new Map();
    const edges = new Map();
    for (const network of own.values()) {
      const id = network.info.peer;
      nodes.set(id, { id, label: network.name, own: true, lost: false, key: network.key });
    }
    for (const network of own.values()) {
      for (const peer of network.peers.values()) {
        const node = nodes.get(peer.id);
        if (!node) {
          nodes.set(peer.id, { id: peer.id, label: shortId(peer.id), own: false, lost: !peer.connected });
        } else if (peer.connected) {
          node.lost = false;
        }
        this.#edge(edges, network.info.peer, peer);
      }
    }
    return { nodes, edges };
  }

  #edge(edges, from, peer) {
    const [a, b] = from < peer.id ? [from, peer.id] : [peer.id, from];
    const key = `${a}-${b}`;
    const edge = edges.get(key);
    if (!edge) {
      edges.set(key, { a, b, lost: !peer.connected });
    } else if (peer.connected) {
      edge.lost = false;
    }
  }
}

/** Returns whether two networks of a node can have common peers. */
function sameMesh(one, other) {
  return one.info.networkId === other.info.networkId && one.info.chainId === other.info.chainId;
}
