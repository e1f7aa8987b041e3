import { Code, DiemNetError } from './errors.js';
import { fromBase64, toBase64 } from './payload.js';
import { Session } from './session.js';

const DEFAULT_TIMEOUT = 10_000;
const MAX_TIMEOUT = 25_000; // of a call over a bridge
const SPARE = 5_000; // additional time for the answer of a call

/** One network of a node, for applications outside the JVM. */
export class DiemNetClient {
  #session;
  #prefix;
  #base;
  #options;

  constructor(session, name, options) {
    this.#session = session;
    this.#options = options;
    this.#prefix = options.prefix ?? 'diemnet';
    this.#base = `${this.#prefix}.${name}`;
    this.name = name;
  }

  /** Returns another network of the same node, over the same connection. */
  network(name) {
    return new DiemNetClient(this.#session, name, this.#options);
  }

  /** Whether the client is connected. */
  get connected() {
    return this.#session.connected;
  }

  /** The address of the connected node, or null. */
  get url() {
    return this.#session.url;
  }

  /** Calls a peer. Resolves with the bytes of its response. */
  async rpc(peer, protocol, payload, { timeout, priority } = {}) {
    const body = { peer, protocol, timeout, priority, payload: toBase64(payload) };
    const limit = (timeout ?? MAX_TIMEOUT) + SPARE;
    const answer = await this.#session.request(`${this.#base}.rpc`, body, limit);
    return fromBase64(answer.payload);
  }

  /**
   * Sends a message without an acknowledgement. Resolves when it is queued. For several peers (an
   * array) or all connected peers (`*`), resolves with `{queued, failed}`.
   */
  async directSend(peer, protocol, payload, { priority } = {}) {
    if (Array.isArray(peer) && peer.length === 1) {
      return this.#sendToOnly(peer[0], protocol, payload, priority);
    }
    const peers = Array.isArray(peer) ? peer.join(',') : peer;
    const body = { peer: peers, protocol, priority, payload: toBase64(payload) };
    return (await this.#ask(`${this.#base}.direct-send`, body)) ?? undefined;
  }

  /** Resolves with `{queued, failed}` for a list of one peer too. */
  async #sendToOnly(peer, protocol, payload, priority) {
    try {
      await this.directSend(peer, protocol, payload, { priority });
      return { queued: 1, failed: {} };
    } catch ({ code, message }) {
      return { queued: 0, failed: { [peer]: { code, message } } };
    }
  }

  /**
   * Serves the requests and direct sends of a protocol. The handler gets `{peer, protocol, kind,
   * priority, payload}`. Its result, or that of its promise, answers a request. If it throws, the
   * request is dropped. A DiemNetError with code 501 tells the peer that it is not supported.
   * Resolves when the handler is registered. It is registered again after every lost connection.
   *
   * A protocol has one handler at a time. While one is being registered or removed, another one
   * waits.
   */
  on(protocol, handler, { signal } = {}) {
    const serve = (frame, answer) => this.#serve(frame.body, handler, answer);
    return this.#register(`in.${protocol}`, handler, serve, { exclusive: true, signal });
  }

  /** Registers a handler for new, lost and refused peers. Any number of handlers is allowed. */
  events(handler, { signal } = {}) {
    const tell = ({ body }) => this.#safely(() => handler(body));
    return this.#register('events', handler, tell, { signal });
  }

  /** Resolves with the connected peers. */
  peers() {
    return this.#ask(`${this.#base}.peers`);
  }

  /** Resolves with all peers that the node knows of, connected or not, and why not. */
  known() {
    return this.#ask(`${this.#base}.peers`, { known: true });
  }

  /**
   * Resolves when a peer is connected (an id), when so many peers are (a number), or without an
   * argument when all trusted peers are. Fails with 408 after the time-out, in milliseconds.
   */
  async whenConnected(peers, { timeout = DEFAULT_TIMEOUT } = {}) {
    const what = { string: { peer: peers }, number: { count: peers }, undefined: { all: true } };
    const body = what[typeof peers];
    if (!body) {
      throw new TypeError('whenConnected takes the id of a peer, a number of peers, or nothing');
    }
    await this.#session.request(`${this.#base}.await`, { ...body, timeout }, timeout + SPARE);
  }

  /** Resolves with the description of this network, and its failures so far. */
  info() {
    return this.#ask(`${this.#base}.info`);
  }

  /** Resolves with the infos of all networks of the node. */
  networks() {
    return this.#ask(`${this.#prefix}.networks`);
  }

  /**
   * Sends a request to another address of the event bus, such as administration if it is
   * permitted.
   */
  request(address, body = {}) {
    return this.#session.request(address, body, 3 * DEFAULT_TIMEOUT + 2 * SPARE);
  }

  /** Closes the connection for all its networks. */
  close() {
    this.#session.close();
  }

  #ask(address, body = {}) {
    return this.#session.request(address, body, DEFAULT_TIMEOUT + SPARE);
  }

  async #register(address, handler, call, options) {
    if (typeof handler !== 'function') {
      throw new TypeError('a handler is a function');
    }
    return this.#session.register(`${this.#base}.${address}`, call, {
      ...options,
      settled: `${this.#base}.info`,
      timeout: DEFAULT_TIMEOUT + SPARE,
    });
  }

  async #serve(body, handler, answer) {
    if (body?.kind !== 'rpc') {
      await this.#safely(() => handler(message(body)));
      return;
    }
    try {
      const response = await handler(message(body));
      answer({ body: { payload: toBase64(response) } });
    } catch (failure) {
      const known = failure instanceof DiemNetError;
      const failureCode = known ? failure.code : Code.CONNECTION_LOST;
      answer({ failureCode, message: String(failure?.message ?? failure) });
      if (!known) {
        this.#options.onError?.(failure);
      }
    }
  }

  /** Reports an error of a handler and continues. */
  async #safely(call) {
    try {
      await call();
    } catch (failure) {
      this.#options.onError?.(failure);
    }
  }
}

/** The argument of a handler. */
function message({ peer, protocol, kind, priority, payload }) {
  return { peer, protocol, kind, priority, payload: fromBase64(payload) };
}

/** Connects to one of these targets, see Session. Used by connect() of node.js and browser.js. */
export async function connectWith(targets, options) {
  const settings = {
    onError: (failure) => console.error(failure),
    ...options,
    reconnect: { min: 250, max: 10_000, ...options.reconnect },
  };
  const session = new Session(targets, settings);
  await session.open();
  try {
    const network = options.network ?? (await onlyNetwork(session, settings));
    // Another node of the list is used only if it offers this network.
    const info = `${settings.prefix ?? 'diemnet'}.${network}.info`;
    settings.check = (connection) => connection.request(info, {}, DEFAULT_TIMEOUT);
    return new DiemNetClient(session, network, settings);
  } catch (failure) {
    session.close();
    throw failure;
  }
}

async function onlyNetwork(session, { prefix = 'diemnet' }) {
  const infos = await session.request(`${prefix}.networks`, {}, DEFAULT_TIMEOUT);
  if (infos.length !== 1) {
    const names = infos
      .map((info) => info.network)
      .sort()
      .join(', ');
    throw new DiemNetError(
      Code.INVALID_REQUEST,
      `the node has ${infos.length} networks (${names}): say which with the option network`,
    );
  }
  return infos[0].network;
}
